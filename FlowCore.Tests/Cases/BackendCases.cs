namespace FlowCore.Tests.Cases;

/// <summary>Every row of the conformance suite.</summary>
internal static class BackendCases
{
    public static IReadOnlyDictionary<string, BackendCase> All { get; } =
        new[]
        {
            MemoryCases.Rows(),
            ElementwiseCases.Rows(),
            ConvolutionCases.Rows(),
            NetCases.Rows(),
            TapCases.Rows(),
            CausalCases.Rows(),
            MaskedCases.Rows(),
            AffineCases.Rows(),
            PluCases.Rows(),
            CouplingCases.Rows(),
            LayoutCases.Rows(),
            PlaneCases.Rows(),
            PriorCases.Rows(),
            PixelCases.Rows(),
            OptimizerCases.Rows(),
            ReductionCases.Rows(),
            SpecialValueCases.Rows(),
        }.SelectMany(rows => rows).ToDictionary(row => row.Name);
}

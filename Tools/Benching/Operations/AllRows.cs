namespace FlowCore.Tools.Benching.Operations;

/// <summary>Every member of the backend contract, at the shapes of one level.</summary>
internal static class AllRows
{
    /// <summary>The rows, by family.</summary>
    public static IEnumerable<OperationRow> At(OperationShapes shapes) =>
    [
        .. ConvolutionRows.All(shapes),
        .. NetRows.All(shapes),
        .. MaskedRows.All(shapes),
        .. CausalRows.All(shapes),
        .. CouplingRows.All(shapes),
        .. ChannelRows.All(shapes),
        .. PluRows.All(shapes),
        .. ElementRows.All(shapes),
        .. EdgeRows.All(shapes),
    ];
}

using FlowCore.Models;
using FlowCore.Tools.Benching.Tables;

namespace FlowCore.Tools.Benching.Units;

/// <summary>
/// A model that is compared: a unit or a kind of coupling in the step of a model, with couplings so wide that it trains about as many
/// numbers.
/// </summary>
/// <param name="Key">The unit or kind, or <see cref="FlowCatalog.NoMixing"/>, by which users ask for it and runs are filed.</param>
/// <param name="Name">What tables call it.</param>
/// <param name="Config">The model, its width fitted to the budget.</param>
/// <param name="Parameters">Numbers that it trains.</param>
/// <param name="Refusal">Why it cannot be built, or null.</param>
internal sealed record UnitTrial(string Key, string Name, FlowConfig Config, long Parameters, string? Refusal)
{
    /// <summary>Each unit of a catalog in a model, and each kind of coupling that the model does not have, beside the model's own unit.</summary>
    /// <param name="config">The model, whose parameters as it stands are the budget.</param>
    /// <param name="catalog">The catalog.</param>
    public static IReadOnlyList<UnitTrial> All(FlowConfig config, FlowCatalog catalog)
    {
        var budget = ParameterBudget.Parameters(config, catalog);
        return
        [
            .. MixingStep.All(catalog, config.Step)
                .Select(step => Of(step.Name == MixingStep.Without ? FlowCatalog.NoMixing : step.Name, step.Name, step.Step)),
            .. catalog.Couplings.Select(unit => unit.Coupling!).Where(kind => catalog.StepWithCoupling(kind, config.Step) != config.Step)
                .Select(kind => Of(kind, $"{kind} coupling", catalog.StepWithCoupling(kind, config.Step))),
        ];

        UnitTrial Of(string key, string name, string step) => Fitted(key, name, config with { Step = step }, budget, catalog);
    }

    private static UnitTrial Fitted(string key, string name, FlowConfig config, long budget, FlowCatalog catalog)
    {
        if (ModelRows.Refusal(config, catalog) is { } refusal)
        {
            return new(key, name, config, 0, refusal);
        }

        var fit = ParameterBudget.Fit(config, budget, catalog);
        var parameters = ParameterBudget.Parameters(fit, catalog);
        return new(key, name, fit, parameters, ParameterBudget.IsMet(parameters, budget)
            ? null
            : FormattableString.Invariant($"{parameters:N0} parameters at width {fit.Width}, not within 5 % of {budget:N0}"));
    }
}

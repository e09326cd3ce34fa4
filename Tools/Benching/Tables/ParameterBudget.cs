using FlowCore.Models;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>Models of about as many parameters, by the hidden channels of their couplings.</summary>
internal static class ParameterBudget
{
    private const int MostWidth = 4096;
    private const double Tolerance = 0.05;

    /// <summary>Numbers that a model trains, counted without memory for them.</summary>
    public static long Parameters(FlowConfig config, FlowCatalog catalog) => new FlowBuilder(config, catalog: catalog).BuildLevels()
        .SelectMany(level => level.Parameters).Sum(parameter => parameter.Shape.Count);

    /// <summary>Whether a count is within 5 % of a budget.</summary>
    public static bool IsMet(long parameters, long budget) => Math.Abs(parameters - budget) <= Tolerance * budget;

    /// <summary>The width with which a model comes nearest to a budget; 1 where even that is above it.</summary>
    public static FlowConfig Fit(FlowConfig config, long budget, FlowCatalog catalog)
    {
        // The count grows with the width: find the last width that is not above the budget.
        var (low, high) = (1, MostWidth);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Count(middle) <= budget)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        var width = low < MostWidth && Count(low + 1) - budget < budget - Count(low) ? low + 1 : low;
        return config with { Width = width };

        long Count(int width) => Parameters(config with { Width = width }, catalog);
    }
}

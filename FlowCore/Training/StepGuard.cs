using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Training;

/// <summary>Refuses steps whose loss or gradient is not finite, before an optimizer sees them, and says where that began.</summary>
/// <param name="model">The model.</param>
/// <param name="options">How it is trained.</param>
/// <param name="state">Keeps the counts, so that training that goes on gives up where it would have given up.</param>
internal sealed class StepGuard(FlowModel model, TrainingOptions options, TrainingState state)
{
    // A gradient's square must stay finite in a float: once Adam's second moment is infinite it stays so.
    private const double LargestNorm = 1e18;

    private const string RefusedName = "guard.refused";
    private const string InARowName = "guard.refusedInARow";

    /// <summary>Steps that were refused so far.</summary>
    public int Refused => Count(RefusedName);

    /// <summary>Why a step must not change the parameters, or null.</summary>
    /// <param name="step">Its number.</param>
    /// <param name="logDensity">The batch's mean ln p.</param>
    /// <param name="norm">The 2-norm of its gradient.</param>
    /// <param name="batch">Its images.</param>
    /// <param name="noise">Its dequantisation.</param>
    /// <exception cref="FlowException">Too many steps in a row were refused.</exception>
    public string? Check(int step, double logDensity, double norm, ImageBatch batch, Dequantization noise)
    {
        if (Problem(logDensity, norm, batch, noise) is not { } problem)
        {
            if (Count(InARowName) > 0)
            {
                state.Numbers[InARowName] = 0;
            }

            return null;
        }

        state.Numbers[RefusedName] = Refused + 1;
        var inARow = Count(InARowName) + 1;
        state.Numbers[InARowName] = inARow;
        problem = FormattableString.Invariant($"step {step}: {problem}");
        return inARow <= options.MaxRefusedSteps
            ? problem
            : throw new FlowException(
                "training",
                "finite losses",
                $"{inARow} refused steps in a row; {problem}",
                "Lower TrainingOptions.LearningRate, or lengthen TrainingOptions.Warmup.");
    }

    private int Count(string name) => state.Numbers.TryGetValue(name, out var count) ? (int)count : 0;

    private string? Problem(double logDensity, double norm, ImageBatch batch, Dequantization noise)
    {
        if (!double.IsFinite(logDensity))
        {
            var layer = NonFiniteSearch.InForward(model, batch, noise) ?? "the prior";
            return FormattableString.Invariant($"the loss is {-logDensity}, first not finite after {layer}");
        }

        if (!double.IsFinite(norm))
        {
            var parameter = model.Arena.Parameters.FirstOrDefault(p => !double.IsFinite(model.Backend.SumOfSquares(p.Gradient)));
            return $"the gradient of {parameter?.Name} is not finite";
        }

        return Math.Min(norm, options.GradClipNorm > 0 ? options.GradClipNorm : norm) > LargestNorm
            ? FormattableString.Invariant($"the gradient's norm is {norm:g3}")
            : null;
    }
}

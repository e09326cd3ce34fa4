namespace FlowCore.Autodiff;

/// <summary>An operation of one or two results that ran, and its gradient.</summary>
/// <param name="First">The first result.</param>
/// <param name="Second">The second one, or null.</param>
/// <param name="OfOne">The gradient of an operation of one result, or null.</param>
/// <param name="OfTwo">The gradient of an operation of two results, or null.</param>
internal readonly record struct TapeRecord(
    Variable First, Variable? Second, Action<Variable>? OfOne, Action<Variable, Variable>? OfTwo)
{
    /// <summary>Runs the gradient, if one has arrived, and releases what nothing needs after it.</summary>
    public void Run()
    {
        if (First.Gradient is not null || Second?.Gradient is not null)
        {
            OfOne?.Invoke(First);
            OfTwo?.Invoke(First, Second!);
        }

        ReleaseGradients();
        ReleaseValue(First);
        ReleaseValue(Second);
    }

    /// <summary>Gives back the gradients of the results.</summary>
    public void ReleaseGradients()
    {
        First.ReleaseGradient();
        Second?.ReleaseGradient();
    }

    private static void ReleaseValue(Variable? result)
    {
        // What was written over an operand is the operand's: an earlier operation may still read the part that stayed.
        if (result is { IsBorrowed: false })
        {
            result.Value.Dispose();
        }
    }
}

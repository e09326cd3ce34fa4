namespace FlowCore.Tools.Shell;

/// <summary>A call that cannot be meant: the command line and not the work is at fault.</summary>
internal sealed class WrongCallException : FlowException
{
    /// <summary>A refusal whose line is already written.</summary>
    public WrongCallException(string message)
        : base(message)
    {
    }

    /// <summary>The line <c>what: expected …, got …. remedy</c>.</summary>
    public WrongCallException(string what, string expected, string got, string remedy = "")
        : base(what, expected, got, remedy)
    {
    }

    private WrongCallException(FlowException inner)
        : base(FlagNames.In(inner.Message), inner)
    {
    }

    /// <summary>Runs a check of what the user asked for, whose refusal is about the call.</summary>
    public static T Guard<T>(Func<T> check)
    {
        try
        {
            return check();
        }
        catch (FlowException refusal)
        {
            throw new WrongCallException(refusal);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(Action check) => Guard(() =>
    {
        check();
        return true;
    });
}

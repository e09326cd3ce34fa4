namespace FlowCore;

/// <summary>A refusal of what was asked for and not of the work: trying again cannot help, asking otherwise does.</summary>
/// <param name="option">The option, as the API has it.</param>
/// <param name="expected">What it should be.</param>
/// <param name="got">What it is.</param>
/// <param name="remedy">What to do.</param>
public sealed class FlowOptionException(string option, string expected, string got, string remedy)
    : FlowException(option, expected, got, remedy);

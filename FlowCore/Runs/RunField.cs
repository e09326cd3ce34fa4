namespace FlowCore.Runs;

/// <summary>A number that a run logs of a step.</summary>
/// <param name="Group">What it is about: one of <see cref="RunFields"/>' groups.</param>
/// <param name="Name">Its name in <c>metrics.jsonl</c>; with the group before it, in TensorBoard.</param>
/// <param name="Value">The number, which need not be finite.</param>
public readonly record struct RunField(string Group, string Name, double Value);

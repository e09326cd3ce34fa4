namespace FlowCore.Tools.Benching;

/// <summary>A whole pass of a model.</summary>
/// <param name="Name">Which.</param>
/// <param name="Flops">Its floating-point operations by <see cref="FlowCost"/>.</param>
/// <param name="Work">What is timed.</param>
/// <param name="Prepare">What comes before each time, or null.</param>
internal sealed record ModelPass(string Name, double Flops, Action Work, Action? Prepare = null);

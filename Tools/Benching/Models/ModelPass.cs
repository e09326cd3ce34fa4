namespace FlowCore.Tools.Benching.Models;

/// <summary>A whole pass of a model.</summary>
/// <param name="Name">Which.</param>
/// <param name="Flops">Its floating-point operations by <see cref="FlowCost"/>.</param>
/// <param name="Work">What is timed.</param>
/// <param name="Prepare">What comes before each time, or null.</param>
internal sealed record ModelPass(string Name, double Flops, Action Work, Action? Prepare = null)
{
    /// <summary>The row of a table.</summary>
    public BenchRow Timed(string shape, Measurement measured) => new(Name, shape, Flops, Bytes: 0, measured);
}

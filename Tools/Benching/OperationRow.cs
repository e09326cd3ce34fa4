namespace FlowCore.Tools.Benching;

/// <summary>One operation of the backend contract at one shape.</summary>
/// <param name="Name">The member of <see cref="Backends.IBackend"/>.</param>
/// <param name="Shape">What it works on, for people.</param>
/// <param name="Flops">Its floating-point operations; a function such as exp counts as one.</param>
/// <param name="Bytes">The bytes of its operands, each read or written once.</param>
/// <param name="Prepare">Makes the operands and gives the call.</param>
internal sealed record OperationRow(string Name, string Shape, double Flops, double Bytes, Func<BenchTensors, Action> Prepare)
{
    /// <summary>The row of a table.</summary>
    public BenchRow Timed(Measurement measured) => new(Name, Shape, Flops, Bytes, measured);
}

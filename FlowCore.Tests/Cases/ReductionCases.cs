using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

/// <summary>
/// Sums of every kind over odd numbers of terms, around the widths of vectors and thread groups: where a reduction loses
/// its last term, it is here.
/// </summary>
internal static class ReductionCases
{
    private const int Channels = 3;

    public static IEnumerable<BackendCase> Rows() => ((int[])[1, 3, 31, 33, 255, 257, 10_007]).SelectMany(Of);

    private static IEnumerable<BackendCase> Of(int n)
    {
        var (rows, numbers, channels) = (new Shape(Channels, 1, 1, n), new Shape(n), new Shape(Channels));
        var sum = Tolerance.Sum(n);
        return
        [
            new($"SumChannels: {n} terms", 1, sum, t => t.Backend.SumChannels(t.Given(rows), t.Changes("sums", channels))),
            new($"SumPlanes: {n} terms", 1, sum, t => t.Backend.SumPlanes(t.Given(rows), t.Changes("sums", new Shape(Channels, 1, 1, 1)))),
            new($"Moments: {n} terms", 1, sum, t =>
                t.Backend.Moments(t.Given(rows), t.Result("mean", channels), t.Result("variance", channels))),
            new($"BroadcastSum: {n} terms", 1, sum, t =>
                t.Backend.BroadcastSum(t.Given(numbers), 2, t.Result("y", channels))),
            new($"BroadcastSumGradient: {n} terms", 1, sum, t =>
                t.Backend.BroadcastSumGradient(t.Given(numbers), 2, t.Changes("dx", channels))),
            new($"SumOfSquares: {n} terms", 1, Tolerance.DoubleSum, t =>
                t.Report("sum", t.Backend.SumOfSquares(t.Given(numbers)))),
            new($"LogDensity: {n} terms", 1, sum, t =>
                t.Backend.LogDensity<StandardNormal>(t.Given(new Shape(1, 1, 1, n)), t.Changes("y", new Shape(1)))),
            new($"CoupleForward: {n} terms", 1, sum, t => t.Backend.CoupleForward<BoundedLogScale>(
                t.Given(new Shape(1, 1, 1, n)), t.Given(new Shape(2, 1, 1, n)), t.Result("y", new Shape(1, 1, 1, n)),
                t.Result("logDet", new Shape(1)))),
            new($"AffineForwardGradient: {n} terms", 1, sum, t => t.Backend.AffineForwardGradient(
                t.Given(rows), t.Given(rows), t.Given(channels, 0.25), ChannelAffine.ActNorm, null, false,
                t.Changes("dshift", channels), t.Changes("dlogScale", channels))),
        ];
    }
}

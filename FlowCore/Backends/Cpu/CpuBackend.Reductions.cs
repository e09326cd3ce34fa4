using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void SumChannels(Tensor x, Tensor sums)
    {
        var p = Pointer(x);
        var to = Pointer(sums);
        ReduceChannels(ChannelParts.Of(x.Shape), part => SumOf(p + part.Start, part.Count), (c, sum) => to[c] += (float)sum);
    }

    /// <inheritdoc/>
    public void Moments(Tensor x, Tensor mean, Tensor variance)
    {
        var p = Pointer(x);
        var means = Pointer(mean);
        var variances = Pointer(variance);
        var parts = ChannelParts.Of(x.Shape);
        using var scratch = Scratch<double>(parts.Channels);
        var exact = (double*)scratch.Pointer;
        ReduceChannels(parts, part => SumOf(p + part.Start, part.Count), (c, sum) =>
        {
            exact[c] = sum / parts.Columns;
            means[c] = (float)exact[c];
        });

        // Deviations in a second pass: the mean of the squares less the square of the mean would cancel.
        ReduceChannels(
            parts,
            part => SquaredDeviationsOf(p + part.Start, part.Count, exact[part.Channel]),
            (c, sum) => variances[c] = (float)(sum / parts.Columns));
    }

    /// <inheritdoc/>
    public double SumOfSquares(Tensor x)
    {
        var p = Pointer(x);
        var total = 0.0;
        ReduceChannels(
            new ChannelParts(1, x.Shape.Count),
            part => SquaredDeviationsOf(p + part.Start, part.Count, center: 0),
            (_, sum) => total = sum);
        return total;
    }

    /// <inheritdoc/>
    public void BroadcastSum(Tensor x, double factor, Tensor y) => Fill(y, factor * SequentialSum(x));

    /// <inheritdoc/>
    public void BroadcastSumGradient(Tensor dy, double factor, Tensor dx)
    {
        var to = Pointer(dx);
        var gradient = factor * SequentialSum(dy);
        for (var c = 0L; c < dx.Shape.Count; c++)
        {
            to[c] += (float)gradient;
        }
    }

    /// <summary>The sum of a few numbers: as many as there are channels or samples.</summary>
    private static double SequentialSum(Tensor x)
    {
        var p = Pointer(x);
        var sum = 0.0;
        for (var i = 0L; i < x.Shape.Count; i++)
        {
            sum += p[i];
        }

        return sum;
    }

    private static double SumOf(float* x, long count)
    {
        var sum = default(LaneSum);
        for (var i = 0L; i < count; i += Lanes.Width)
        {
            sum.Add(Lanes.Load(x + i, count - i), count - i);
        }

        return sum.Total;
    }

    private static double SquaredDeviationsOf(float* x, long count, double center)
    {
        var sum = default(LaneSum);
        for (var i = 0L; i < count; i += Lanes.Width)
        {
            sum.AddSquaredDeviations(Lanes.Load(x + i, count - i), center, count - i);
        }

        return sum.Total;
    }
}

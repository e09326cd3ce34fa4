using FlowCore.Outside;
using FlowCore.Tensors;
using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>One result of a trial.</summary>
/// <param name="Name">Its name in the contract.</param>
/// <param name="Layout">Its shape.</param>
/// <param name="Numbers">What it holds.</param>
internal sealed record Outcome(string Name, Layout Layout, double[] Numbers)
{
    /// <summary>What belongs to one sample of [C, N, H, W] or [N].</summary>
    public double[] OfSample(int sample) => Slice(Numbers, Layout.Shape, sample);

    /// <summary>The results of two runs side by side: there are some, and both runs have the same ones.</summary>
    public static IEnumerable<(Outcome First, Outcome Second)> Pairs(IReadOnlyList<Outcome> first, IReadOnlyList<Outcome> second)
    {
        Assert.NotEmpty(first);
        Assert.Equal(first.Select(outcome => outcome.Name), second.Select(outcome => outcome.Name));
        return first.Zip(second);
    }

    /// <summary>The numbers of one sample, out of those of a batch.</summary>
    public static double[] Slice(double[] numbers, Shape shape, int sample)
    {
        if (shape.Rank == 1)
        {
            return [numbers[sample]];
        }

        var (slice, index) = (new double[shape.Channels * shape.Plane], 0);
        foreach (var (c, p) in Each.Of(shape.Channels, shape.Plane))
        {
            slice[index++] = numbers[(((c * shape.Batch) + sample) * shape.Plane) + p];
        }

        return slice;
    }
}

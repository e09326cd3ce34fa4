using System.Buffers;
using FlowCore.Gpu.Kernels;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Gpu.Launching;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void SumChannels(Tensor x, Tensor sums) =>
        Reduce(x.Shape.Channels, x.Shape.Columns, new ChannelTerm(View(x), x.Shape.Columns), new AddSum(View(sums)));

    /// <inheritdoc/>
    public void Moments(Tensor x, Tensor mean, Tensor variance)
    {
        var (view, columns) = (View(x), x.Shape.Columns);
        Reduce(
            x.Shape.Channels,
            columns,
            new MomentsTerm(view, columns),
            new MomentsFinish(view, columns, View(mean), View(variance)));
    }

    /// <inheritdoc/>
    public void BroadcastSum(Tensor x, double factor, Tensor y) =>
        _launcher.Elements(y.Shape.Count, new BroadcastSumKernel(View(x), (float)factor, To(y, accumulate: false)));

    /// <inheritdoc/>
    public void BroadcastSumGradient(Tensor dy, double factor, Tensor dx) =>
        _launcher.Elements(dx.Shape.Count, new BroadcastSumKernel(View(dy), (float)factor, To(dx, accumulate: true)));

    /// <inheritdoc/>
    public double SumOfSquares(Tensor x)
    {
        var parts = SumParts.ForHost(x.Shape.Count);
        using var scratch = Rent((long)parts * SquareSums.Floats);
        var partials = scratch.View.Cast<SquareSums>();
        _launcher.Elements(parts, new SquareSumsKernel(View(x), partials));

        // Too large for the young generation, and wanted in every step.
        var rented = ArrayPool<SquareSums>.Shared.Rent(parts);
        _staging.Download(partials, rented.AsSpan(0, parts));
        var total = 0.0;
        foreach (var partial in rented.AsSpan(0, parts))
        {
            total += partial.ToDouble();
        }

        ArrayPool<SquareSums>.Shared.Return(rented);
        return total;
    }

    /// <summary>
    /// For each output o, <c>finish(o, Σ term(o, i))</c> over the terms 0 … terms−1, in two launches and in an order that
    /// depends on their number alone.
    /// </summary>
    private void Reduce<TTerm, TFinish>(int outputs, long terms, TTerm term, TFinish finish)
        where TTerm : struct, ISumTerm
        where TFinish : struct, ISumFinish
    {
        var bits = SumParts.BitsOf(terms);
        var count = (long)outputs << bits;
        using var scratch = Rent(count * Sums.Floats);
        var partials = scratch.View.Cast<Sums>();
        _launcher.Elements(count, new PartialSumsKernel<TTerm>(term, terms, outputs, bits, partials));
        _launcher.Elements(outputs, new TotalSumsKernel<TFinish>(finish, outputs, bits, partials));
    }

    /// <summary><c>(+)=</c>, or nothing for null.</summary>
    private static Destination To(Tensor? tensor, bool accumulate) =>
        new(tensor is null ? null : View(tensor), accumulate);

    private static SampleLayout LayoutOf(Shape shape) => new(shape.Batch, shape.Plane);

    /// <summary>Elements of a sample.</summary>
    private static long ElementsOf(Shape shape) => (long)shape.Channels * shape.Plane;
}

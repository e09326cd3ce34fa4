using System.Numerics;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    // Elements worth waking a thread for; smaller tensors run on the caller's.
    private const int Grain = 16384;

    /// <summary>Runs <c>body(start, end, worker)</c> over the elements of a tensor.</summary>
    private void ForElements(long count, Action<long, long, int> body) => _team.ForRange(count, Grain, body);

    /// <summary>Does the work on items of <paramref name="size"/> elements each.</summary>
    private void ForItems<TItem>(long items, long size, TItem work)
        where TItem : struct, IItemWork =>
        _team.ForEach(items, Math.Max(1, Grain / Math.Max(1, size)), work);

    /// <inheritdoc cref="ForItems{TItem}"/>
    private void ForItems(long items, long size, Action<long> body) => ForItems(items, size, new EachItem(body));

    /// <summary>Runs <c>body(c·N + n)</c> for every plane of <c>[C, N, H, W]</c>.</summary>
    private void ForPlanes(Shape shape, Action<long> body) =>
        ForItems((long)shape.Channels * shape.Batch, shape.Plane, body);

    /// <summary>
    /// For each sample n, <c>finish(n, Σ_c sum(c·N + n))</c>, added in the order of the channels: a sample's result
    /// depends on its own planes only.
    /// </summary>
    private void ReducePlanes(Shape shape, Func<long, double> sum, Action<int, double> finish)
    {
        using var scratch = Scratch<double>((long)shape.Channels * shape.Batch);
        var partial = (double*)scratch.Pointer;
        ForPlanes(shape, plane => partial[plane] = sum(plane));
        for (var n = 0; n < shape.Batch; n++)
        {
            finish(n, TotalOfSample(partial, n, shape));
        }
    }

    /// <summary>The sum over a sample's planes, in the order of the channels.</summary>
    private static double TotalOfSample(double* partial, int sample, Shape shape)
    {
        var total = 0.0;
        for (var c = 0; c < shape.Channels; c++)
        {
            total += partial[((long)c * shape.Batch) + sample];
        }

        return total;
    }

    /// <summary>For each channel c, <c>finish(c, Σ sum(part))</c> over its parts in order.</summary>
    private void ReduceChannels<TSum>(ChannelParts parts, Func<ChannelPart, TSum> sum, Action<int, TSum> finish)
        where TSum : unmanaged, IAdditionOperators<TSum, TSum, TSum>
    {
        using var scratch = Scratch<TSum>(parts.Count);
        var partial = (TSum*)scratch.Pointer;
        ForItems(parts.Count, parts.PartLength, index => partial[index] = sum(parts[index]));
        for (var c = 0; c < parts.Channels; c++)
        {
            finish(c, Total(partial, c, parts));
        }
    }

    /// <summary>The sum of a channel's parts in order.</summary>
    private static TSum Total<TSum>(TSum* partial, int channel, ChannelParts parts)
        where TSum : unmanaged, IAdditionOperators<TSum, TSum, TSum>
    {
        var total = default(TSum);
        for (var part = 0; part < parts.PerChannel; part++)
        {
            total += partial[((long)channel * parts.PerChannel) + part];
        }

        return total;
    }

    /// <summary><c>y (+)= f_c(x)</c> with a function for each channel; y may be x.</summary>
    private void MapChannels<TFamily, TFunction>(Tensor x, Tensor y, TFamily family)
        where TFamily : struct, IChannelFamily<TFunction>
        where TFunction : struct, ILaneFunction
    {
        var parts = ChannelParts.Of(x.Shape);
        ForItems(
            parts.Count, parts.PartLength, new ChannelMap<TFamily, TFunction>(family, parts, Pointer(x), Pointer(y)));
    }

    /// <summary>Working memory for some values.</summary>
    private ScratchMemory Scratch<T>(long count)
        where T : unmanaged =>
        _workspace.Scratch(count * sizeof(T) / sizeof(float));

    private readonly struct ChannelMap<TFamily, TFunction>(TFamily family, ChannelParts parts, float* from, float* to) : IItemWork
        where TFamily : struct, IChannelFamily<TFunction>
        where TFunction : struct, ILaneFunction
    {
        private readonly float* _from = from, _to = to;

        public void Run(long item)
        {
            var part = parts[item];
            Lanes.Map(family.Of(part.Channel), _from + part.Start, _to + part.Start, part.Count);
        }
    }
}

using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Fill(Tensor x, double value) => Move(new Filling((float)value), null, Pointer(x), x.Shape.Count);

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination) =>
        Move(default(Copying), Pointer(source), Pointer(destination), source.Shape.Count);

    /// <inheritdoc/>
    public void Add(Tensor x, Tensor y, double scale = 1)
    {
        if (scale == 1)
        {
            Move(default(Adding), Pointer(x), Pointer(y), x.Shape.Count);
        }
        else
        {
            Move(new AddingScaled((float)scale), Pointer(x), Pointer(y), x.Shape.Count);
        }
    }

    /// <inheritdoc/>
    public void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation
    {
        var value = Pointer(y);
        var from = Pointer(dy);
        var to = Pointer(dx);
        ForElements(y.Shape.Count, (start, end, _) =>
        {
            for (var i = start; i < end; i += Lanes.Width)
            {
                var slope = TActivation.Slope(Lanes.Load(value + i, end - i));
                Lanes.Store(Lanes.Load(from + i, end - i) * slope, to + i, end - i);
            }
        });
    }

    /// <summary>Runs a move over all elements. Most are of a number a sample: these leave nothing to collect.</summary>
    private void Move<TMove>(TMove move, float* from, float* to, long count)
        where TMove : struct, IMove
    {
        if (count <= Grain)
        {
            move.Run(from, to, count);
        }
        else
        {
            MoveLong(move, from, to, count);
        }
    }

    private void MoveLong<TMove>(TMove move, float* from, float* to, long count)
        where TMove : struct, IMove =>
        ForElements(count, (start, end, _) => move.Run(from + start, to + start, end - start));

    /// <summary>Brings numbers from one place to another.</summary>
    private interface IMove
    {
        void Run(float* from, float* to, long count);
    }

    private readonly struct Filling(float value) : IMove
    {
        public void Run(float* from, float* to, long count) => new Span<float>(to, (int)count).Fill(value);
    }

    private readonly struct Copying : IMove
    {
        public void Run(float* from, float* to, long count) =>
            new ReadOnlySpan<float>(from, (int)count).CopyTo(new Span<float>(to, (int)count));
    }

    private readonly struct Adding : IMove
    {
        public void Run(float* from, float* to, long count) =>
            Lanes.Map(default(Activated<Identity>), from, to, count, accumulate: true);
    }

    // A product and a sum, each rounded, so that processors without a fused multiply-add have the same bits.
    private readonly struct AddingScaled(float scale) : IMove
    {
        public void Run(float* from, float* to, long count)
        {
            for (var i = 0L; i < count; i += Lanes.Width)
            {
                Lanes.Store(Lanes.Load(to + i, count - i) + (Lanes.Load(from + i, count - i) * scale), to + i, count - i);
            }
        }
    }
}

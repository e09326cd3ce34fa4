using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Fill(Tensor x, double value)
    {
        var p = Pointer(x);
        var single = (float)value;
        ForElements(x.Shape.Count, (start, count) => new Span<float>(p + start, (int)count).Fill(single));
    }

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination)
    {
        var from = Pointer(source);
        var to = Pointer(destination);
        ForElements(source.Shape.Count, (start, count) =>
            new ReadOnlySpan<float>(from + start, (int)count).CopyTo(new Span<float>(to + start, (int)count)));
    }

    /// <inheritdoc/>
    public void Add(Tensor x, Tensor y) => Map(default(Activated<Identity>), x, y, accumulate: true);

    /// <inheritdoc/>
    public void Activate<TActivation>(Tensor x, Tensor y)
        where TActivation : struct, IActivation =>
        Map(default(Activated<TActivation>), x, y, accumulate: false);

    /// <inheritdoc/>
    public void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation
    {
        var value = Pointer(y);
        var from = Pointer(dy);
        var to = Pointer(dx);
        ForElements(y.Shape.Count, (start, count) =>
        {
            var end = start + count;
            for (var i = start; i < end; i += Lanes.Width)
            {
                var slope = TActivation.Slope(Lanes.Load(value + i, end - i));
                Lanes.Store(Lanes.Load(from + i, end - i) * slope, to + i, end - i);
            }
        });
    }

    private void Map<TFunction>(TFunction function, Tensor x, Tensor y, bool accumulate)
        where TFunction : struct, ILaneFunction
    {
        var from = Pointer(x);
        var to = Pointer(y);
        ForElements(x.Shape.Count, (start, count) => Lanes.Map(function, from + start, to + start, count, accumulate));
    }

    private readonly struct Activated<TActivation> : ILaneFunction
        where TActivation : struct, IActivation
    {
        public Vector512<float> Apply(Vector512<float> x) => TActivation.Forward(x);
    }
}

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
        ForElements(x.Shape.Count, (start, end, _) => new Span<float>(p + start, (int)(end - start)).Fill(single));
    }

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination) => Copy(Pointer(source), Pointer(destination), source.Shape.Count);

    /// <inheritdoc/>
    public void Add(Tensor x, Tensor y) => Add(Pointer(x), Pointer(y), x.Shape.Count);

    /// <inheritdoc/>
    public void Activate<TActivation>(Tensor x, Tensor y)
        where TActivation : struct, IActivation
    {
        var from = Pointer(x);
        var to = Pointer(y);
        ForElements(x.Shape.Count, (start, end, _) =>
            Lanes.Map(default(Activated<TActivation>), from + start, to + start, end - start));
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

    private void Copy(float* from, float* to, long count) => ForElements(count, (start, end, _) =>
        new ReadOnlySpan<float>(from + start, (int)(end - start)).CopyTo(new Span<float>(to + start, (int)(end - start))));

    private void Add(float* from, float* to, long count) => ForElements(count, (start, end, _) =>
        Lanes.Map(default(Activated<Identity>), from + start, to + start, end - start, accumulate: true));

    private readonly struct Activated<TActivation> : ILaneFunction
        where TActivation : struct, IActivation
    {
        public Vector512<float> Apply(Vector512<float> x) => TActivation.Forward(x);
    }
}

using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Tensors;

namespace FlowCore.Outside.Extending;

/// <summary>
/// A fused operation that the library does not have, with its gradient: two slopes a channel, of negative and of other numbers,
/// <c>y = x·exp(σ·l)</c> with <c>l = x ≥ 0 ? p_c : q_c</c>, and <c>logDet[n] = σ·Σ l</c>. On the CPU it works where tensors lie, on
/// all threads; elsewhere by way of the host.
/// </summary>
internal static class SlopeOperation
{
    /// <summary>Applies the slopes.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="logSlopes"><c>[C, 2]</c>, p_c and q_c.</param>
    /// <param name="sign">σ: 1, or −1 for the inverse.</param>
    public static (Variable Value, Variable LogDet) Slope(this Variable x, Variable logSlopes, int sign)
    {
        var tape = x.Tape;
        var (y, logDet) = (tape.Allocate(x.Shape), tape.Allocate(new Shape(x.Shape.Batch)));
        Run(tape.Backend, [x.Value, logSlopes.Value], [y, logDet], numbers =>
            Forward(x.Shape, sign, numbers[0].Span, numbers[1].Span, numbers[2].Span, numbers[3].Span));
        return tape.Record(y, logDet, [x, logSlopes], (value, det) =>
        {
            var dx = tape.Allocate(x.Shape);
            var dslopes = tape.Allocate(logSlopes.Shape);
            Run(tape.Backend, [y, logSlopes.Value, tape.GradientOrZero(value), tape.GradientOrZero(det)], [dx, dslopes], numbers =>
                Backward(x.Shape, sign, numbers));
            x.AddGradient(dx);
            logSlopes.AddGradient(dslopes);
        });
    }

    private static void Run(IBackend backend, Tensor[] read, Tensor[] written, Action<Operand[]> work)
    {
        if (backend is CpuBackend cpu)
        {
            // Each channel is its own, but log-dets are sums over them: one range.
            cpu.For(1, (_, _) => work([.. read.Concat(written).Select(tensor => new Operand(tensor))]));
            return;
        }

        Operand[] operands = [.. read.Concat(written).Select(tensor => new Operand(backend, tensor))];
        work(operands);
        for (var i = 0; i < written.Length; i++)
        {
            backend.Write(operands[read.Length + i].Span, written[i]);
        }
    }

    private static void Forward(
        Shape shape, int sign, Span<float> x, Span<float> logSlopes, Span<float> y, Span<float> logDet)
    {
        logDet.Clear();
        for (var i = 0; i < x.Length; i++)
        {
            var (c, n) = Math.DivRem(i / shape.Plane, shape.Batch);
            var l = sign * logSlopes[(2 * c) + (x[i] >= 0 ? 0 : 1)];
            y[i] = x[i] * MathF.Exp(l);
            logDet[n] += l;
        }
    }

    private static void Backward(Shape shape, int sign, Operand[] operands)
    {
        var y = operands[0].Span;
        var logSlopes = operands[1].Span;
        var dy = operands[2].Span;
        var dlogDet = operands[3].Span;
        var dx = operands[4].Span;
        var dslopes = operands[5].Span;
        dslopes.Clear();
        for (var i = 0; i < y.Length; i++)
        {
            // A slope keeps the sign of a number.
            var (c, n) = Math.DivRem(i / shape.Plane, shape.Batch);
            var slope = (2 * c) + (y[i] >= 0 ? 0 : 1);
            dx[i] = dy[i] * MathF.Exp(sign * logSlopes[slope]);
            dslopes[slope] += sign * ((dy[i] * y[i]) + dlogDet[n]);
        }
    }

    /// <summary>A tensor's numbers: where they lie on the CPU, or a copy.</summary>
    private readonly struct Operand
    {
        private readonly Tensor? _tensor;
        private readonly float[] _copy;

        public Operand(Tensor tensor) => (_tensor, _copy) = (tensor, []);

        public Operand(IBackend backend, Tensor tensor)
        {
            _copy = new float[tensor.Shape.Count];
            backend.Read(tensor, _copy);
        }

        public Span<float> Span => _tensor is null ? _copy : CpuBackend.Numbers(_tensor);
    }
}

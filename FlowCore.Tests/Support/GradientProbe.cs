using FlowCore.Backends;
using FlowCore.Outside;
using FlowCore.Tensors;

namespace FlowCore.Tests.Support;

/// <summary>
/// Judges a gradient by a random projection: for L = Σ r·y, the slope of L along a random direction d, by central
/// differences, must be Σ d·dL/dx.
/// </summary>
internal sealed class GradientProbe
{
    // Truncation of order h² and rounding of order 1e-16/h: both near 1e-10.
    private const double Step = 1e-5;

    private readonly ReferenceBackend _backend;
    private readonly ulong _seed;

    public GradientProbe(ReferenceBackend backend, ulong seed)
    {
        (_backend, _seed) = (backend, seed);
    }

    /// <summary>
    /// Runs <paramref name="forward"/>(inputs, outputs) on both sides of the inputs, and <paramref name="backward"/>(inputs,
    /// outputs, gradients of outputs, gradients of inputs), whose last start at 0.
    /// </summary>
    public void Check(
        string label,
        Shape[] inputs,
        Shape[] outputs,
        Action<IBackend, Tensor[], Tensor[]> forward,
        Action<IBackend, Tensor[], Tensor[], Tensor[], Tensor[]> backward,
        double scale = 0.5)
    {
        var x = Draws(inputs, 0, scale);
        var direction = Draws(inputs, 100, 1);
        var r = Draws(outputs, 200, 1);

        var (at, gradients) = (Tensors(inputs, x), Tensors(inputs, [.. x.Select(numbers => new double[numbers.Length])]));
        var y = Outputs(outputs);
        forward(_backend, at, y);
        backward(_backend, at, y, Tensors(outputs, r), gradients);
        var claimed = gradients.Select((gradient, i) => Numbers.Dot(TestTensors.ReadDoubles(_backend, gradient), direction[i])).Sum();
        var slope = (Loss(Step) - Loss(-Step)) / (2 * Step);
        Expect.Close(slope, claimed, 1e-6, label, _seed);

        double Loss(double step)
        {
            var results = Outputs(outputs);
            var moved = Numbers.Pairs(x, direction).Select(pair => Numbers.Sum(pair.First, pair.Second, step));
            forward(_backend, Tensors(inputs, [.. moved]), results);
            return results.Select((result, i) => Numbers.Dot(TestTensors.ReadDoubles(_backend, result), r[i])).Sum();
        }
    }

    private double[][] Draws(Shape[] shapes, uint stream, double scale) =>
        [.. shapes.Select((shape, i) => TestTensors.Draw(shape.Count, _seed, scale, stream + (uint)i))];

    private Tensor[] Tensors(Shape[] shapes, double[][] numbers) =>
        [.. shapes.Select((shape, i) => TestTensors.From(_backend, shape, numbers[i]))];

    // Zeros and not NaN, so that members that add to a sum can stand as forward members too.
    private Tensor[] Outputs(Shape[] shapes) => [.. shapes.Select(shape => TestTensors.Filled(_backend, shape, 0))];
}

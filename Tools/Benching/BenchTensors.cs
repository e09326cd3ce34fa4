using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching;

/// <summary>The tensors of one row of a benchmark, given back together.</summary>
internal sealed class BenchTensors(IBackend backend) : IDisposable
{
    // Not a power of two, and small enough that a sum over millions stays far from where floats end.
    private const int Period = 1009;

    private readonly List<Tensor> _tensors = [];

    /// <summary>A tensor of numbers between −scale and scale.</summary>
    public Tensor Given(Shape shape, double scale = 1)
    {
        var tensor = backend.Allocate(shape);
        _tensors.Add(tensor);
        var numbers = new float[shape.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(scale * ((2.0 * ((i * 7919L) % Period) / Period) - 1));
        }

        backend.Write(numbers, tensor);
        return tensor;
    }

    /// <summary>A tensor that is written and may be read; it starts at 0.</summary>
    public Tensor Result(Shape shape)
    {
        var tensor = backend.Allocate(shape);
        _tensors.Add(tensor);
        backend.Fill(tensor, 0);
        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose() => _tensors.ForEach(tensor => tensor.Dispose());
}

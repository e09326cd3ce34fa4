using FlowCore.Backends;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Tests.Support;

/// <summary>Tensors from seeds, and their numbers back on the host.</summary>
internal static class TestTensors
{
    /// <summary>Normal draws that a float holds exactly, so that every backend starts from the same numbers.</summary>
    public static double[] Draw(long count, ulong seed, double scale = 1, uint stream = 0)
    {
        var sequence = new PhiloxSequence(new RandomKey(seed, RandomStream.Weights, stream));
        var numbers = new double[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(scale * sequence.NextNormal());
        }

        return numbers;
    }

    /// <summary>A tensor of normal draws with the standard deviation <paramref name="scale"/>.</summary>
    public static Tensor Random(IBackend backend, Shape shape, ulong seed, double scale = 1) =>
        From(backend, shape, Draw(shape.Count, seed, scale));

    /// <summary>A tensor of the given numbers.</summary>
    public static Tensor From(IBackend backend, Shape shape, params ReadOnlySpan<double> numbers)
    {
        var tensor = backend.Allocate(shape);
        backend.Write(numbers, tensor);
        return tensor;
    }

    /// <summary>A tensor of one number everywhere.</summary>
    public static Tensor Filled(IBackend backend, Shape shape, double value)
    {
        var tensor = backend.Allocate(shape);
        backend.Fill(tensor, value);
        return tensor;
    }

    public static double[] ReadDoubles(IBackend backend, Tensor tensor)
    {
        var numbers = new double[tensor.Shape.Count];
        backend.Read(tensor, numbers);
        return numbers;
    }
}

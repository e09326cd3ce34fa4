using FlowCore.Backends;
using FlowCore.Random;
using FlowCore.Tensors;
namespace FlowCore.Tests.Cases;

internal static class PluCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var size in (int[])[1, 2, 3, 4, 12, 13, 24, 48, 65])
        {
            // Triangles that keep the product near 1 in size.
            var scale = 1 / Math.Sqrt(size);
            var (triangle, matrix) = (new Shape(size * (size - 1) / 2), new Shape(size, size, 1, 1));
            yield return new($"ComposePlu: {size}", 1, Tolerance.Sum(size), t =>
                t.Backend.ComposePlu(
                    t.Given(triangle, scale), t.Given(triangle, scale), t.Given(new Shape(size), 0.5), Frame(size, t.Seed), t.Result("w", matrix)));
            yield return new($"InvertPlu: {size}", 1, Tolerance.Sum(size), t =>
                t.Backend.InvertPlu(
                    t.Given(triangle, scale), t.Given(triangle, scale), t.Given(new Shape(size), 0.5), Frame(size, t.Seed), t.Result("inverse", matrix)));
            yield return new($"ComposePluGradient: {size}", 1, Tolerance.Sum(size), t =>
                t.Backend.ComposePluGradient(
                    t.Given(triangle, scale),
                    t.Given(triangle, scale),
                    t.Given(new Shape(size), 0.5),
                    Frame(size, t.Seed),
                    t.Given(matrix),
                    t.Changes("dlower", triangle),
                    t.Changes("dupper", triangle),
                    t.Changes("dlogDiagonal", new Shape(size))));
        }
    }

    /// <summary>A random permutation, and signs of both kinds.</summary>
    public static PluFrame Frame(int size, ulong seed)
    {
        var draws = new PhiloxSequence(new RandomKey(seed, RandomStream.Shuffle, 0));
        return new PluFrame([.. draws.NextPermutation(size)], [.. Enumerable.Range(0, size).Select(_ => draws.NextBelow(2) == 0 ? 1 : -1)]);
    }
}

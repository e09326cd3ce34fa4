using System.Runtime.InteropServices;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu.SelfTest;

/// <summary>Loops, sums in shared memory and barriers, against the same code on the host.</summary>
internal static class LoopChecks
{
    private const int Pixels = LoopShapes.Side * LoopShapes.Side;
    private const int Groups = 37;

    /// <summary>The checks.</summary>
    public static IReadOnlyList<SelfCheck> All { get; } =
    [
        Loop<LoopShapes.Bordered>(),
        Loop<LoopShapes.Lagging>(),
        Loop<LoopShapes.Inclusive>(),
        Loop<LoopShapes.Leaving>(),
        Loop<LoopShapes.FarIndices>(),
        Shared("sums of any length in shared memory", GroupSums),
        Shared("barriers around shared memory", Ring),
    ];

    private static SelfCheck Loop<TShape>()
        where TShape : struct, ILoopShape => new(TShape.Name, backend =>
        {
            var image = Numbers(Pixels);
            var host = new HostImage(image);
            var expected = Enumerable.Range(0, Pixels).Select(index => TShape.Evaluate(host, index)).ToArray();
            using var x = Upload(backend, image);
            using var y = backend.Allocate(new Shape(Pixels));
            backend.Launcher.Elements(Pixels, new LoopShapeKernel<TShape>(Integers(x), Integers(y)));
            return Compare(expected, Download(backend, y));
        });

    // A device that failed its trial of shared memory is never asked to use it.
    private static SelfCheck Shared(string name, Func<GpuBackend, (bool Passed, string Detail)> run) =>
        new(name, backend => backend.Profile.SharesMemory && !backend.SharesMemory
            ? (true, "not used on this device, whose barriers do not cover it")
            : run(backend));

    private static (bool Passed, string Detail) GroupSums(GpuBackend backend)
    {
        var numbers = SumChecks.Lengths.Select(Numbers).Append([4, 1, 0]).ToArray();
        var sums = new int[numbers.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            using var x = Upload(backend, numbers[i]);
            using var sum = backend.Allocate(new Shape(1));
            backend.Launcher.Groups(new Index3D(1, 1, 1), Threads(backend), new GroupSumKernel(Integers(x), Integers(sum)));
            sums[i] = Download(backend, sum)[0];
        }

        return Compare([.. numbers.Select(each => each.Sum())], sums);
    }

    private static (bool Passed, string Detail) Ring(GpuBackend backend)
    {
        var threads = Threads(backend);
        using var y = backend.Allocate(new Shape(Groups * threads));
        backend.Launcher.Groups(new Index3D(Groups, 1, 1), threads, new RingKernel(Integers(y)));
        return Compare([.. Enumerable.Range(0, Groups * threads)], Download(backend, y));
    }

    private static int Threads(GpuBackend backend) => Math.Min(backend.Profile.ElementThreads, GroupSumKernel.MostThreads);

    /// <summary>Whether numbers are those of the host.</summary>
    internal static (bool Passed, string Detail) Compare(int[] expected, int[] got)
    {
        var wrong = Enumerable.Range(0, expected.Length).Count(i => expected[i] != got[i]);
        return wrong == 0
            ? (true, FormattableString.Invariant($"{expected.Length} numbers, the host's"))
            : (false, FormattableString.Invariant($"{wrong} of {expected.Length} numbers are not the host's"));
    }

    /// <summary>Small numbers of both signs without a pattern.</summary>
    private static int[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (((i * 7919) + 13) % 23) - 9)];

    // The bits of integers travel as those of floats, which nothing looks at on the way.
    private static Tensor Upload(GpuBackend backend, int[] numbers)
    {
        var tensor = backend.Allocate(new Shape(numbers.Length));
        backend.Write(MemoryMarshal.Cast<int, float>(numbers.AsSpan()), tensor);
        return tensor;
    }

    private static int[] Download(GpuBackend backend, Tensor tensor)
    {
        var numbers = new int[tensor.Shape.Count];
        backend.Read(tensor, MemoryMarshal.Cast<int, float>(numbers.AsSpan()));
        return numbers;
    }

    private static ArrayView<int> Integers(Tensor tensor) => GpuBackend.View(tensor).Cast<int>();
}

using FlowCore.Backends;
using FlowCore.Gpu;
using FlowCore.Gpu.Devices;
using FlowCore.Gpu.Launching;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>What the parallel inverse promises beyond its numbers: one launch, and bits that no cut of the work changes.</summary>
public abstract class GpuSolveLaws(OpenDevice device)
{
    private const ulong Seed = 23;

    // Not all of their products: a driver may compile a kernel for each size.
    private static readonly (int Threads, int Lanes, bool SharesMemory)[] Cuts =
        [(2, 8, true), (3, 8, true), (4, 8, false), (16, 8, true), (64, 8, true), (64, 1, true), (3, 1, false)];

    // With eight lanes their rings are the last that fit 8 KiB and 32 KiB, and the first that do not.
    private static readonly MaskedShape[] AtTheLimits =
    [
        new(2, 3, 16, [Orientation.TopRight], 4, 6, 9), new(2, 3, 16, [Orientation.BottomLeft], 6, 5, 9),
        new(2, 3, 16, [Orientation.BottomRight], 17, 16, 9), new(2, 3, 16, [Orientation.TopLeft], 17, 18, 9),
    ];

    private static readonly Dictionary<string, MaskedShape> Shapes =
        MaskedShape.All.Concat(AtTheLimits).ToDictionary(s => s.ToString());

    /// <summary>Images from 1×1, taller, wider and smaller than the kernel, and rings around their limits.</summary>
    public static TheoryData<string> Rows { get; } = new(Shapes.Keys);

    private GpuBackend Backend => device.Backend;

    /// <summary>From a sample whose solo run is compared to the next.</summary>
    private protected virtual int Stride => 1;

    [BackendTheory]
    [MemberData(nameof(Rows))]
    public void No_cut_of_the_work_changes_a_bit(string name)
    {
        var s = Shapes[name];
        foreach (var isTransposed in (bool[])[false, true])
        {
            var right = Solve(s, Backend.Profile, isTransposed, sharesMemory: false);
            foreach (var (profile, sharesMemory) in Cuts.Select(Possible).Distinct())
            {
                Expect.Same(
                    right,
                    Solve(s, profile, isTransposed, sharesMemory),
                    $"{name}, {(isTransposed ? "transposed, " : "")}{profile}, rings in shared memory: {sharesMemory}",
                    Seed);
            }
        }
    }

    [BackendTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    public void Each_sample_has_the_bits_of_its_solo_run(int samples)
    {
        var s = new MaskedShape(3, 3, 3, OrientationExtensions.All, 3, 4, samples);
        var (images, image) = (Images(s), Images(s with { Samples = 1 }));
        using var folded = TestTensors.From(Backend, s.Taps, MaskedTaps.Folded(s, Seed, s.Scale));
        var numbers = TestTensors.Draw(images.Count, Seed, 1, 1);
        using var y = TestTensors.From(Backend, images, numbers);
        using var x = Backend.Allocate(images);
        using var u = Backend.Allocate(images);
        Backend.MaskedSolve(y, folded, s.Orientations, x);
        Backend.MaskedSolveTransposed(y, folded, s.Orientations, u);
        var (solved, transposed) = (TestTensors.ReadDoubles(Backend, x), TestTensors.ReadDoubles(Backend, u));
        using var soloX = Backend.Allocate(image);
        using var soloU = Backend.Allocate(image);
        for (var n = 0; n < samples; n += Stride)
        {
            using var soloY = TestTensors.From(Backend, image, Outcome.Slice(numbers, images, n));
            Backend.MaskedSolve(soloY, folded, s.Orientations, soloX);
            Backend.MaskedSolveTransposed(soloY, folded, s.Orientations, soloU);
            var label = $"sample {n} of {samples}";
            Expect.Same(Outcome.Slice(solved, images, n), TestTensors.ReadDoubles(Backend, soloX), label, Seed);
            Expect.Same(
                Outcome.Slice(transposed, images, n), TestTensors.ReadDoubles(Backend, soloU), $"{label}, transposed", Seed);
        }
    }

    [BackendFact]
    public void Everything_takes_one_launch_and_nothing_takes_none()
    {
        var s = new MaskedShape(3, 3, 12, OrientationExtensions.All, 16, 16, 5);
        using var free = TestTensors.Random(Backend, s.Free, Seed, s.Scale);
        using var taps = Backend.Allocate(s.Taps);
        using var folded = Backend.Allocate(s.Taps);
        using var y = TestTensors.Random(Backend, Images(s), Seed);
        using var x = Backend.Allocate(Images(s));
        Assert.Equal(1, Launches(() => Backend.AssembleTaps(free, taps)));
        Assert.Equal(1, Launches(() => Backend.AssembleTapsGradient(taps, free)));
        Assert.Equal(1, Launches(() => Backend.FoldTaps(taps, folded)));
        Assert.Equal(1, Launches(() => Backend.MaskedSolve(y, folded, s.Orientations, x)));
        Assert.Equal(1, Launches(() => Backend.MaskedSolveTransposed(y, folded, s.Orientations, x)));

        using var nothing = Backend.Allocate(Images(s with { Samples = 0 }));
        Assert.Equal(0, Launches(() => Backend.MaskedSolve(nothing, folded, s.Orientations, nothing)));
        Assert.Equal(0, Launches(() => Backend.MaskedSolveTransposed(nothing, folded, s.Orientations, nothing)));
    }

    [BackendTheory]
    [MemberData(nameof(Rows))]
    public void The_transposed_solve_is_the_adjoint_of_the_solve(string name)
    {
        var s = Shapes[name];
        var (y, g) = (TestTensors.Draw(Images(s).Count, Seed, 1, 1), TestTensors.Draw(Images(s).Count, Seed, 1, 2));
        var x = Solve(s, Backend.Profile, isTransposed: false, Backend.SharesMemory);
        var u = Solve(s, Backend.Profile, isTransposed: true, Backend.SharesMemory);
        var length = Math.Sqrt(Numbers.Dot(y, y) * Numbers.Dot(g, g));
        Expect.Close(
            Numbers.Dot(g, x) / length,
            Numbers.Dot(u, y) / length,
            Tolerance.Solve(s.Terms).Relative,
            $"⟨g, K⁻¹y⟩ = ⟨K⁻ᵀg, y⟩ of {name}",
            Seed);
    }

    [BackendFact]
    public void Folding_keeps_what_floats_would_lose()
    {
        // The inverse of a triangle of numbers around 1 has entries near 2¹¹ that come from sums of either sign.
        var s = new MaskedShape(2, 2, 12, OrientationExtensions.All, 1, 1, 1);
        using var reference = new ReferenceBackend();
        var taps = MaskedTaps.Assembled(s, Seed, 1);
        using var expected = reference.Allocate(s.Taps);
        reference.FoldTaps(TestTensors.From(reference, s.Taps, taps), expected);
        using var folded = Backend.Allocate(s.Taps);
        Backend.FoldTaps(TestTensors.From(Backend, s.Taps, taps), folded);
        var (right, result) = (TestTensors.ReadDoubles(reference, expected), TestTensors.ReadDoubles(Backend, folded));
        Assert.True(right.Max(Math.Abs) > 100);
        Assert.All(Numbers.Pairs(right, result), pair =>
            Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-9 + Math.Abs(pair.First / (1 << 23)), $"{pair}"));
    }

    private static Shape Images(MaskedShape s) => new(s.Channels, s.Samples, s.Height, s.Width);

    private (LaunchProfile Profile, bool SharesMemory) Possible((int Threads, int Lanes, bool SharesMemory) cut)
    {
        // A profile that shares no memory does so for speed; only a check that failed says that it cannot.
        var profile = Backend.Profile;
        return (
            profile with { SolveLanes = cut.Lanes, SolveThreads = Math.Min(cut.Threads, profile.SolveThreads) },
            cut.SharesMemory && (Backend.SharesMemory || !profile.SharesMemory));
    }

    private long Launches(Action work)
    {
        var before = Backend.Launches;
        work();
        return Backend.Launches - before;
    }

    private double[] Solve(MaskedShape s, LaunchProfile profile, bool isTransposed, bool sharesMemory)
    {
        var images = Images(s);
        using var folded = TestTensors.From(Backend, s.Taps, MaskedTaps.Folded(s, Seed, s.Scale));
        using var from = TestTensors.From(Backend, images, TestTensors.Draw(images.Count, Seed, 1, isTransposed ? 2U : 1U));
        using var to = Backend.Allocate(images);
        var work = new SolveWork(
            images, s.Taps, s.Orientations, isTransposed, GpuBackend.View(from), GpuBackend.View(folded), GpuBackend.View(to));
        Backend.Solver(profile).Solve(work, sharesMemory);
        return TestTensors.ReadDoubles(Backend, to);
    }

    /// <summary>In ILGPU's emulator, which is always there.</summary>
    public sealed class Emulator(OpenDevice.Emulator device) : GpuSolveLaws(device), IClassFixture<OpenDevice.Emulator>
    {
        // Each barrier is one of threads of the system.
        private protected override int Stride => 31;
    }

    /// <summary>As OpenCL C through the driver of the first device.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL(OpenDevice.OpenCL device) : GpuSolveLaws(device), IClassFixture<OpenDevice.OpenCL>;

    /// <summary>As PTX on the first NVIDIA GPU.</summary>
    [NeedsDevice(DeviceKind.Cuda)]
    public sealed class Cuda(OpenDevice.Cuda device) : GpuSolveLaws(device), IClassFixture<OpenDevice.Cuda>;
}

using System.Collections.Immutable;
using FlowCore.Models;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>How large what is measured is: what a machine can hold and wait for.</summary>
/// <param name="Name">What <c>--scale</c> calls it.</param>
internal sealed record TableScale(string Name)
{
    /// <summary>The scales.</summary>
    public static IReadOnlyList<TableScale> All { get; } = [Tiny(), Small(), Paper()];

    /// <summary>Images of a batch, where it is not what grows.</summary>
    public required int Batch { get; init; }

    /// <summary>The presets whose models are sampled.</summary>
    public required ImmutableArray<string> Presets { get; init; }

    /// <summary>Steps of a level of these models, or null for the preset's.</summary>
    public required int? Steps { get; init; }

    /// <summary>Hidden channels of these models' couplings, or null for the preset's.</summary>
    public required int? Width { get; init; }

    /// <summary>The layer that the sweeps of the inverse go through, with a k×k kernel of 3×3.</summary>
    public required ImageShape Layer { get; init; }

    /// <summary>Sides n of its images.</summary>
    public required ImmutableArray<int> Sides { get; init; }

    /// <summary>Its channels C.</summary>
    public required ImmutableArray<int> Channels { get; init; }

    /// <summary>Its kernels k.</summary>
    public required ImmutableArray<int> Kernels { get; init; }

    /// <summary>Kernels of whole models, and the model.</summary>
    public required (ImmutableArray<int> Kernels, FlowConfig Config, int Batch) KernelSweep { get; init; }

    /// <summary>Batches of whole models, and the model.</summary>
    public required (ImmutableArray<int> Batches, FlowConfig Config) BatchSweep { get; init; }

    /// <summary>Images of whole models, of about as many parameters each, the model, and its batch.</summary>
    public required (ImmutableArray<ImageShape> Images, ImmutableArray<long> Budgets, FlowConfig Config, int Batch) SizeSweep { get; init; }

    private static FlowConfig Two(ImageShape image, int steps, int width) =>
        new() { Image = image, Levels = 2, StepsPerLevel = steps, Width = width };

    private static ImmutableArray<ImageShape> Coloured(params (int Height, int Width)[] sides) =>
        [.. sides.Select(side => new ImageShape(3, side.Height, side.Width))];

    /// <summary>To see that everything works.</summary>
    private static TableScale Tiny() => new("tiny")
    {
        Batch = 2,
        Presets = ["mnist"],
        Steps = 1,
        Width = 4,
        Layer = new ImageShape(4, 4, 4),
        Sides = [2, 4],
        Channels = [8],
        Kernels = [2],
        KernelSweep = ([2, 3], Two(new ImageShape(1, 8, 8), steps: 1, width: 4), 2),
        BatchSweep = ([1, 2], Two(new ImageShape(2, 8, 8), steps: 1, width: 4)),
        SizeSweep = (Coloured((4, 4), (4, 8)), [3000], Two(new ImageShape(3, 4, 4), steps: 1, width: 4), 2),
    };

    /// <summary>Minutes on two cores. With as many steps as here, the models for ImageNet at 32×32 and for CIFAR-10 are the same.</summary>
    private static TableScale Small() => new("small")
    {
        Batch = 100,
        Presets = ["mnist", "cifar10", "imagenet64"],
        Steps = 2,
        Width = 64,
        Layer = new ImageShape(48, 16, 16),
        Sides = [8, 16, 32],
        Channels = [4, 12, 24, 48, 96],
        Kernels = [2, 3, 5, 7],
        KernelSweep = ([.. Enumerable.Range(2, 10)], Two(new ImageShape(3, 16, 16), steps: 2, width: 32), 32),
        BatchSweep = (Doublings(128), Two(new ImageShape(2, 32, 32), steps: 2, width: 32)),
        SizeSweep = (Published, [100_000], Two(new ImageShape(3, 8, 8), steps: 2, width: 32), 20),
    };

    /// <summary>The models of the paper, which want a GPU.</summary>
    private static TableScale Paper() => new("paper")
    {
        Batch = 100,
        Presets = ["mnist", "cifar10", "imagenet32", "imagenet64"],
        Steps = null,
        Width = null,
        Layer = new ImageShape(48, 32, 32),
        Sides = [8, 16, 32, 64],
        Channels = [4, 12, 24, 48, 96, 192],
        Kernels = [.. Enumerable.Range(2, 10)],
        KernelSweep = ([.. Enumerable.Range(2, 10)], Two(new ImageShape(3, 32, 32), steps: 32, width: 512), 100),
        BatchSweep = (Doublings(128), Two(new ImageShape(2, 64, 64), steps: 10, width: 512)),
        SizeSweep = (Published, [12_500_000, 38_500_000], Two(new ImageShape(3, 8, 8), steps: 16, width: 512), 100),
    };

    private static ImmutableArray<ImageShape> Published =>
        Coloured((8, 8), (8, 16), (16, 16), (16, 32), (32, 32), (32, 64), (64, 64));

    private static ImmutableArray<int> Doublings(int most) =>
        [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(number => number <= most)];
}

using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Tests.Cases;

/// <summary>One row a layer and shape that matters; a new layer is tested by adding a row.</summary>
public static class BijectorCases
{
    // A single layer: a handful of roundings of 6e-8 each.
    private const double OneLayer = 2e-6;

    // A recursion over the image with weights shaken by 0.1: its gain multiplies the roundings.
    private const double Recursion = 2e-5;

    // exp(±2) on the way there and back.
    private const double Scaled = 1e-5;

    // Several layers of all kinds.
    private const double Several = 1e-4;

    // MintConv.DefaultTolerance and the gain of an inverse near the identity, with weights shaken by 0.1.
    private const double Iterated = 4 * MintConv.DefaultTolerance;

    private static readonly ImageShape UnitShape = new(4, 4, 3);

    // Three of them.
    private static readonly ImageShape Classes = new(3, 1, 1);

    public static IReadOnlyDictionary<string, BijectorCase> All { get; } = Rows().ToDictionary(row => row.Name);

    private static IEnumerable<BijectorCase> Rows()
    {
        foreach (var orientation in Enum.GetValues<Orientation>())
        {
            yield return Masked(orientation, new ImageShape(1, 4, 3), 2, 2);
            yield return Masked(orientation, new ImageShape(3, 3, 4), 3, 3);
            yield return Masked(orientation, new ImageShape(2, 2, 5), 5, 3);
        }

        foreach (var shape in (ImageShape[])[new(5, 3, 2), new(2, 8, 4), new(2, 4, 8), new(1, 1, 9), new(1, 9, 1), new(3, 1, 1)])
        {
            yield return Masked(Orientation.TopLeft, shape, 3, 3);
        }

        yield return Masked(Orientation.BottomRight, new ImageShape(3, 3, 3), 1, 1);
        yield return Masked(Orientation.TopRight, new ImageShape(2, 3, 4), 1, 4);
        yield return Row("FincUnit", new(4, 4, 4), (s, r) => new FincUnit("finc", s, 3, 3, r), Recursion);
        yield return Row("FincUnit", new(8, 3, 2), (s, r) => new FincUnit("finc", s, 2, 3, r), Recursion);
        yield return Row("FincUnit", new(12, 2, 2), (s, r) => new FincUnit("finc", s, 3, 3, r), Recursion);
        yield return Row("ActNorm", new(3, 4, 5), (s, _) => new ActNorm("actnorm", s), OneLayer);
        yield return Row("ActNorm", new(1, 1, 1), (s, _) => new ActNorm("actnorm", s), OneLayer);
        yield return Row("PluConv1x1", new(1, 2, 2), (s, r) => new PluConv1x1("conv", s, r), OneLayer);
        yield return Row("PluConv1x1", new(5, 3, 2), (s, r) => new PluConv1x1("conv", s, r), Scaled);
        yield return Row("DenseConv1x1", new(4, 2, 3), (s, r) => new DenseConv1x1("conv", s, r), Scaled);
        yield return Row("AffineCoupling", new(4, 3, 4), (s, r) => new AffineCoupling("coupling", s, 6, r), Scaled);
        yield return Row("AffineCoupling", new(3, 2, 5), (s, r) => new AffineCoupling("coupling", s, 5, r), Scaled);
        yield return Row("AffineCoupling", new(2, 1, 1), (s, r) => new AffineCoupling("coupling", s, 3, r), Scaled);
        yield return Row("AdditiveCoupling", new(4, 3, 4), (s, r) => new AdditiveCoupling("coupling", s, 6, r), OneLayer);
        yield return Row("AdditiveCoupling", new(3, 2, 5), (s, r) => new AdditiveCoupling("coupling", s, 5, r), OneLayer);
        yield return Row("AdditiveCoupling", new(2, 1, 1), (s, r) => new AdditiveCoupling("coupling", s, 3, r), OneLayer);
        yield return Row("Conditioned additive", new(5, 4, 3), (s, r) => new AdditiveCoupling("coupling", s, 4, r, Classes), OneLayer);
        foreach (var shape in (ImageShape[])[new(4, 1, 1), new(5, 3, 2), new(6, 2, 3), new(8, 2, 2)])
        {
            yield return Row("QuadCoupling", shape, (s, r) => new QuadCoupling("coupling", s, 4, r), Scaled);
        }

        yield return Row("Conditioned quad", new(7, 2, 3), (s, r) => new QuadCoupling("coupling", s, 3, r, Classes), Scaled);
        yield return Row("Conditioned coupling", new(5, 4, 3), (s, r) => new AffineCoupling("coupling", s, 4, r, Classes), Scaled);
        yield return Row("Conditioned chain", new(4, 3, 2), (s, r) => new Chain(
            "conditioned", [new AffineCoupling("first", s, 4, r, Classes), new ActNorm("actnorm", s), new AffineCoupling("second", s, 3, r, Classes)]), Scaled);
        yield return Row("Squeeze", new(2, 4, 6), (s, _) => new Squeeze("squeeze", s), 0);
        yield return Row("Chain", new(1, 4, 6), Step, Several);
        yield return Row(
            "Inverse of MaskedConv",
            new(3, 3, 4),
            (s, r) => new InverseBijector(new MaskedConv("conv", s, 3, 2, Orientation.BottomLeft, r)),
            Recursion);
        foreach (var orientation in Enum.GetValues<Orientation>())
        {
            yield return Row(
                $"Inverse-Flow {orientation}",
                new(6, 2, 3),
                (s, r) => new InverseBijector(new MaskedConv("conv", s, 2, 2, orientation, r)),
                Recursion);
        }

        yield return Row("Inverse-Flow", new(8, 3, 2), (s, r) => new InverseBijector(new FincUnit("finc", s, 2, 3, r)), Recursion);
        yield return Row("Inverse-Flow", new(12, 1, 4), (s, r) => new InverseBijector(new FincUnit("finc", s, 3, 3, r)), Recursion);
        foreach (var shape in (ImageShape[])[new(5, 3, 2), new(1, 1, 1), new(2, 1, 5), new(3, 4, 1)])
        {
            yield return Row("CincConv", shape, (s, r) => new CincConv("cinc", s, 3, 2, r), Recursion);
            yield return Row("EmergingConv", shape, (s, r) => new EmergingConv("emerging", s, 2, r), Recursion);
        }

        foreach (var side in Enum.GetValues<Side>())
        {
            yield return Row($"MacowFlow {side}", new(2, 4, 3), (s, r) => new MacowFlow("macow", s, side, 2, 3, r), Scaled);
            yield return Row($"MacowFlow {side}, more lines than there are", new(3, 2, 2), (s, r) => new MacowFlow("macow", s, side, 3, 5, r), Scaled);
        }

        foreach (var shape in (ImageShape[])[new(4, 3, 2), new(1, 1, 1), new(2, 1, 5), new(3, 4, 1)])
        {
            yield return Row("MacowUnit", shape, (s, r) => new MacowUnit("macow", s, 3, r), Several);
        }

        yield return Row("MacowUnit 1", new(2, 3, 3), (s, r) => new MacowUnit("macow", s, 1, r), Several);
        yield return Row("Inverse of MacowFlow", new(2, 3, 2), (s, r) => new InverseBijector(new MacowFlow("macow", s, Side.Left, 2, 3, r)), Scaled);
        yield return Row("EmergingConv 1", new(4, 2, 2), (s, r) => new EmergingConv("emerging", s, 1, r), Recursion);
        foreach (var shape in (ImageShape[])[new(3, 3, 2), new(1, 1, 1), new(2, 1, 5), new(1, 4, 3)])
        {
            foreach (var mirrored in (bool[])[false, true])
            {
                yield return Approximate(
                    $"MintConv{(mirrored ? " mirrored" : "")}", shape, (s, r) => new MintConv("mint", s, 2, 3, mirrored, r));
            }
        }

        yield return Approximate("MintConv 1", new(4, 2, 2), (s, r) => new MintConv("mint", s, 3, 1, mirrored: false, r));
        yield return Approximate("MintUnit", new(2, 3, 3), (s, r) => new MintUnit("mint", s, 2, 3, r));
        foreach (var shape in (ImageShape[])[new(3, 4, 5), new(1, 3, 2), new(4, 1, 1), new(2, 1, 6), new(1, 5, 1)])
        {
            yield return Exponential(shape, 3, 3);
        }

        yield return Exponential(new(2, 3, 4), 5, 1);
        yield return Exponential(new(5, 2, 2), 1, 1);
        foreach (var (shape, rank) in ((ImageShape, int)[])[(new(5, 2, 3), 2), (new(3, 2, 2), 3), (new(1, 3, 1), 1), (new(6, 1, 1), 4)])
        {
            yield return Row($"LowRankConv1x1 {rank}", shape, (s, r) => new LowRankConv1x1("mix", s, rank, r), Scaled);
        }

        foreach (var shape in (ImageShape[])[new(4, 3, 2), new(1, 1, 1), new(2, 1, 5), new(3, 4, 4)])
        {
            yield return Row("WoodburyTransform", shape, (s, r) => new WoodburyTransform("woodbury", s, 2, 3, r), Scaled);
            yield return Row("ExchangePixels", shape, (s, _) => new ExchangePixels("exchange", s), 0);
        }

        foreach (var (shape, height, width) in ((ImageShape, int, int)[])
            [(new(4, 3, 2), 3, 3), (new(2, 2, 5), 5, 3), (new(2, 5, 1), 1, 3), (new(1, 1, 1), 3, 3), (new(3, 2, 2), 1, 1)])
        {
            yield return Row(
                $"SelfNormalizingConv {height}×{width}",
                shape,
                (s, r) => new SelfNormalizingConv("snf", s, height, width, r, penalty: 0.5),
                Several) with
            {
                NoInverse = "Its inverse is learned, and here it is shaken.",
                NoDerivatives = "Its gradients are the update of Self Normalizing Flows.",
            };
        }

        yield return Row("ChannelDiagonal", new(3, 2, 4), (s, _) => new ChannelDiagonal("scale", s), OneLayer);
        yield return Row("ReverseChannels", new(5, 2, 3), (s, _) => new ReverseChannels("reverse", s), 0);
        yield return Row("Inverse of PluConv1x1", new(4, 2, 2), (s, r) => new InverseBijector(new PluConv1x1("conv", s, r)), Scaled);
        yield return Row("Inverse of Chain", new(4, 2, 3), (s, r) => new InverseBijector(Step(new(1, 4, 6), r)), Several);
        foreach (var unit in FlowCatalog.Standard.Units.Select(FlowCatalog.Standard.Unit).Where(IsExactInDouble))
        {
            yield return Row($"Unit {unit.Name}", UnitShape, (s, r) => Build(unit, s, r), Several);
        }

        yield return Row("Chain of seven", new(4, 3, 5), Seven, Several);
    }

    /// <summary>
    /// Approximate layers have rows of their own, which say what holds of them, and so has the one whose series ends where float32 does.
    /// </summary>
    private static bool IsExactInDouble(FlowUnit unit) =>
        Build(unit, UnitShape, new PhiloxSequence(new RandomKey(1, RandomStream.Weights, 0))) is { IsExact: true } and not ExponentialConv;

    /// <summary>As a step of a configuration has it.</summary>
    private static Bijector Build(FlowUnit unit, ImageShape shape, PhiloxSequence random) => unit.Build(new UnitSite(
        unit.LayerName, shape, new FlowConfig { Image = new ImageShape(1, 8, 6), Width = 5 }, () => random));

    private static Chain Step(ImageShape shape, PhiloxSequence random)
    {
        var squeezed = shape.Squeezed();
        return new Chain("step",
        [
            new Squeeze("squeeze", shape),
            new FincUnit("finc", squeezed, 3, 3, random),
            new ActNorm("actnorm", squeezed),
            new PluConv1x1("conv1x1", squeezed, random),
            new AffineCoupling("coupling", squeezed, 5, random),
        ]);
    }

    /// <summary>Layers that work in place after ones that do not, after one another, and last.</summary>
    private static Chain Seven(ImageShape shape, PhiloxSequence random) => new("seven",
    [
        new FincUnit("finc", shape, 3, 3, random),
        new ActNorm("actnorm", shape),
        new PluConv1x1("conv1x1", shape, random),
        new AffineCoupling("coupling", shape, 6, random),
        new InverseBijector(new MaskedConv("inverted", shape, 3, 3, Orientation.TopLeft, random)),
        new ActNorm("second", shape),
        new AffineCoupling("last", shape, 5, random),
    ]);

    private static BijectorCase Masked(Orientation orientation, ImageShape shape, int kernelHeight, int kernelWidth) =>
        Row(
            $"MaskedConv {orientation} {kernelHeight}×{kernelWidth}",
            shape,
            (s, r) => new MaskedConv("conv", s, kernelHeight, kernelWidth, orientation, r),
            Recursion);

    private static BijectorCase Approximate(string name, ImageShape shape, Func<ImageShape, PhiloxSequence, Bijector> make) =>
        Row(name, shape, make, Iterated) with { InverseError = Iterated, InverseTrains = false };

    /// <summary>As many terms as leave 2e-16 of an operator of norm 1: the laws are judged in double, to 1e-10.</summary>
    private static BijectorCase Exponential(ImageShape shape, int kernelHeight, int kernelWidth) => Row(
        $"ExponentialConv {kernelHeight}×{kernelWidth}",
        shape,
        (s, r) => new ExponentialConv("exponential", s, kernelHeight, kernelWidth, r, terms: 17),
        Scaled);

    private static BijectorCase Row(
        string name, ImageShape shape, Func<ImageShape, PhiloxSequence, Bijector> make, double tolerance) =>
        new($"{name} {shape}", shape, make, tolerance);
}

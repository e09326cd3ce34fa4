using FlowCore.Autodiff;
using FlowCore.Distributions;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Distributions;

public sealed class LearnedPriorTests : IDisposable
{
    private const int Samples = 3;
    private static readonly ImageShape Latent = new(2, 3, 2);
    private static readonly ImageShape Passing = new(3, 3, 2);
    private static readonly ImageShape Classes = new(4, 1, 1);

    private readonly ReferenceBackend _backend = new();

    public static TheoryData<bool, bool> Knowledge => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Knowledge))]
    public void It_starts_as_a_standard_normal(bool parent, bool classes)
    {
        var prior = Prior(parent, classes);
        using var arena = new ParameterArena(_backend, prior.Parameters);
        var z = TestTensors.Draw(Latent.Batched(Samples).Count, seed: 1);
        Expect.Close(Expected(z, (_, _) => (0, 0)), LogDensity(prior, z, parent, classes), 1e-12, "ln p");
    }

    [Theory]
    [MemberData(nameof(Knowledge))]
    public void Its_density_is_that_of_the_draws_it_gives(bool parent, bool classes)
    {
        var prior = Prior(parent, classes);
        using var arena = Disturbed(prior);
        var key = new RandomKey(Seed: 7, RandomStream.Latents, Step: 0);
        int[] ids = [5, 0, 9];
        using var tape = new Tape(_backend, recording: false);
        var (passing, labels) = Given(tape, parent, classes);
        var mean = Read(prior.Sample(tape, new PriorDraw(key, ids, Temperature: 0), passing, labels));
        var drawn = Read(prior.Sample(tape, new PriorDraw(key, ids, Temperature: 1), passing, labels));
        var half = Read(prior.Sample(tape, new PriorDraw(key, ids, Temperature: 0.5), passing, labels));
        var normal = Read(new StandardNormalPrior("normal", Latent).Sample(tape, new PriorDraw(key, ids, Temperature: 1)));
        Expect.Close([.. Numbers.Sum(mean, drawn).Select(sum => sum / 2)], half, 1e-9, "half way to the mean");

        // z = μ + σ·ε tells σ, and so the density of a normal.
        var expected = Expected(drawn, (i, z) => (mean[i], Math.Log(Math.Abs((z - mean[i]) / normal[i]))));
        Expect.Close(expected, LogDensity(prior, drawn, parent, classes), 1e-9, "ln p");
        Assert.Contains(mean, m => Math.Abs(m) > 1e-3);
    }

    [Theory]
    [MemberData(nameof(Knowledge))]
    public void What_it_standardises_is_the_normal_draw_that_a_latent_was_made_of(bool parent, bool classes)
    {
        var prior = Prior(parent, classes);
        using var arena = Disturbed(prior);
        int[] ids = [5, 0, 9];
        var draw = new PriorDraw(new RandomKey(Seed: 7, RandomStream.Latents, Step: 0), ids, Temperature: 1);
        using var tape = new Tape(_backend, recording: false);
        var (passing, labels) = Given(tape, parent, classes);
        var z = prior.Sample(tape, draw, passing, labels);
        var normal = new StandardNormalPrior("normal", Latent).Sample(tape, draw);
        Expect.Close(Read(normal), Read(prior.Standardize(z, passing, labels)), 1e-12, "ε");
        Expect.Same(Read(z), Read(prior.Unstandardize(normal, passing, labels)), "z");
        Assert.True(prior.IsNormal);
    }

    [Theory]
    [MemberData(nameof(Knowledge))]
    public void Every_gradient_is_that_of_differences(bool parent, bool classes)
    {
        var prior = Prior(parent, classes);
        using var arena = Disturbed(prior);
        var z = TestTensors.Draw(Latent.Batched(Samples).Count, seed: 2);
        arena.ZeroGradients();
        using (var tape = new Tape(_backend))
        {
            var (passing, labels) = Given(tape, parent, classes);
            using var given = TestTensors.From(_backend, Latent.Batched(Samples), z);
            tape.Backward(prior.LogDensity(tape.Input(given), passing, labels), seed: 1);
        }

        var values = TestTensors.ReadDoubles(_backend, arena.Values);
        var gradients = TestTensors.ReadDoubles(_backend, arena.Gradients);
        for (var i = 0; i < values.Length; i++)
        {
            const double Step = 1e-5;
            Expect.Close([(At(i, Step) - At(i, -Step)) / (2 * Step)], [gradients[i]], 1e-6, $"gradient {i}");
        }

        double At(int index, double step)
        {
            var moved = values.ToArray();
            moved[index] += step;
            _backend.Write(moved, arena.Values);
            return LogDensity(prior, z, parent, classes).Sum();
        }
    }

    [Fact]
    public void What_it_depends_on_must_be_given_and_fit()
    {
        var prior = Prior(parent: true, classes: true);
        using var arena = new ParameterArena(_backend, prior.Parameters);
        using var tape = new Tape(_backend, recording: false);
        var (passing, labels) = Given(tape, parent: true, classes: true);
        var z = tape.Input(tape.Allocate(Latent.Batched(Samples)));
        Assert.Equal(
            "prior: expected 3×3×2 that go on beside the latent, got none. Put it where a level splits.",
            Assert.Throws<ShapeException>(() => prior.LogDensity(z, null, labels)).Message);
        Assert.Equal(
            "prior: expected a condition of 4×1×1, got none. Give the labels, or whatever it is conditioned on.",
            Assert.Throws<ShapeException>(() => prior.LogDensity(z, passing)).Message);
        Assert.Equal(
            "prior, parent: expected [3, 3, 3, 2], got [2, 3, 3, 2].",
            Assert.Throws<ShapeException>(() => prior.LogDensity(z, z, labels)).Message);
        Assert.Equal(
            "other: expected a condition of K×1×1, a number a class, got 3×3×2.",
            Assert.Throws<ShapeException>(() => new LearnedPrior("other", Latent, null, Passing)).Message);
    }

    private static LearnedPrior Prior(bool parent, bool classes) =>
        new("prior", Latent, parent ? Passing : null, classes ? Classes : null);

    private static double[] Expected(double[] z, Func<int, double, (double Mean, double LogDeviation)> normal)
    {
        var sums = new double[Samples];
        for (var i = 0; i < z.Length; i++)
        {
            var (mean, log) = normal(i, z[i]);
            var e = (z[i] - mean) * Math.Exp(-log);
            sums[i / Latent.Plane % Samples] += (-0.5 * e * e) - log - (0.5 * Math.Log(2 * Math.PI));
        }

        return sums;
    }

    private ParameterArena Disturbed(LearnedPrior prior)
    {
        var arena = new ParameterArena(_backend, prior.Parameters);
        _backend.Write(TestTensors.Draw((int)arena.Count, seed: 4, 0.3), arena.Values);
        return arena;
    }

    private (Variable? Parent, Variable? Labels) Given(Tape tape, bool parent, bool classes)
    {
        return (parent ? Input(Passing, 5) : null, classes ? Input(Classes, 6) : null);

        Variable Input(ImageShape shape, ulong seed)
        {
            var tensor = tape.Allocate(shape.Batched(Samples));
            _backend.Write(TestTensors.Draw(tensor.Shape.Count, seed), tensor);
            return tape.Input(tensor);
        }
    }

    private double[] LogDensity(LearnedPrior prior, double[] z, bool parent, bool classes)
    {
        using var tape = new Tape(_backend, recording: false);
        using var given = TestTensors.From(_backend, Latent.Batched(Samples), z);
        var (passing, labels) = Given(tape, parent, classes);
        return Read(prior.LogDensity(tape.Input(given), passing, labels));
    }

    private double[] Read(Variable variable) => TestTensors.ReadDoubles(_backend, variable.Value);
}

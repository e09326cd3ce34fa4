using FlowCore.Autodiff;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

/// <summary>Optimizers over several steps, in double, against PyTorch's single-tensor formulas written out here.</summary>
public sealed class OptimizerTests
{
    private const double LearningRate = 0.02, Beta1 = 0.85, Beta2 = 0.98, Epsilon = 1e-5, Decay = 0.05;

    private delegate void Rule(int step, double[] p, double[] g, double[] m, double[] v);

    [Fact]
    public void Adam_is_torch_optim_adam() => Follows(
        OptimizerKind.Adam,
        0,
        (t, p, g, m, v) => Adam(t, p, g, m, v));

    [Fact]
    public void AdamW_is_torch_optim_adamw() => Follows(
        OptimizerKind.AdamW,
        Decay,
        (t, p, g, m, v) =>
        {
            // Decoupled: the decay is that of the weight before the step, so its order with the step makes no difference.
            var before = (double[])p.Clone();
            Adam(t, p, g, m, v);
            for (var i = 0; i < p.Length; i++)
            {
                p[i] -= LearningRate * Decay * before[i];
            }
        });

    [Fact]
    public void Adamax_is_torch_optim_adamax() => Follows(
        OptimizerKind.Adamax,
        0,
        (t, p, g, m, u) =>
        {
            for (var i = 0; i < p.Length; i++)
            {
                m[i] += (1 - Beta1) * (g[i] - m[i]);
                u[i] = Math.Max(Beta2 * u[i], Math.Abs(g[i]) + Epsilon);
                p[i] -= LearningRate / (1 - Math.Pow(Beta1, t)) * m[i] / u[i];
            }
        });

    [Fact]
    public void A_parameter_whose_gradient_was_always_zero_stays_where_it_is()
    {
        foreach (var kind in Enum.GetValues<OptimizerKind>())
        {
            using var backend = new ReferenceBackend();
            using var arena = Arena(backend);
            using var state = new TrainingState(arena);
            var before = TestTensors.ReadDoubles(backend, arena.Values);
            new TrainingOptions { Optimizer = kind }.CreateOptimizer(state).Step(0.1);
            Expect.Same(before, TestTensors.ReadDoubles(backend, arena.Values), $"{kind}");
        }
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused_by_name()
    {
        foreach (var (bad, line) in ((TrainingOptions, string)[])
        [
            (new() { Beta1 = 1 }, "Beta1: expected a number in [0, 1), got 1."),
            (new() { Beta2 = -0.5 }, "Beta2: expected a number in [0, 1), got -0.5."),
            (new() { Epsilon = 1e-60 }, "Epsilon: expected a number above 0, got 1E-60."),
            (new() { AverageDecay = 1 }, "AverageDecay: expected a number in [0, 1), got 1."),
            (new() { BatchSize = 8, MicroBatch = 9 }, "MicroBatch: expected 0 (all at once) to 8, the batch, got 9."),
            (new() { Optimizer = OptimizerKind.Adamax, WeightDecay = 0.1 },
                "WeightDecay: expected 0 with TrainingOptions.Optimizer adamax, got 0.1. Use TrainingOptions.Optimizer adamw."),
        ])
        {
            Assert.Equal("TrainingOptions." + line, Assert.Throws<FlowException>(bad.Validate).Message);
        }
    }

    private static void Adam(int t, double[] p, double[] g, double[] m, double[] v)
    {
        for (var i = 0; i < p.Length; i++)
        {
            m[i] += (1 - Beta1) * (g[i] - m[i]);
            v[i] = (Beta2 * v[i]) + ((1 - Beta2) * g[i] * g[i]);
            var denominator = (Math.Sqrt(v[i]) / Math.Sqrt(1 - Math.Pow(Beta2, t))) + Epsilon;
            p[i] -= LearningRate / (1 - Math.Pow(Beta1, t)) * (m[i] / denominator);
        }
    }

    private static void Follows(OptimizerKind kind, double weightDecay, Rule rule)
    {
        using var backend = new ReferenceBackend();
        using var arena = Arena(backend);
        using var state = new TrainingState(arena);
        var options = new TrainingOptions
        {
            Optimizer = kind, Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon, WeightDecay = weightDecay,
        };
        var optimizer = options.CreateOptimizer(state);
        var expected = TestTensors.ReadDoubles(backend, arena.Values);
        var (m, v) = (new double[expected.Length], new double[expected.Length]);
        for (var step = 1; step <= 12; step++)
        {
            const double Scale = 0.5;

            // Some steps are large and then none is, so that a norm also falls.
            var gradient = TestTensors.Draw(expected.Length, seed: (ulong)step, scale: step % 5 == 1 ? 3 : 0.01);
            backend.Write(gradient, arena.Gradients);
            optimizer.Step(LearningRate, Scale);
            rule(step, expected, [.. gradient.Select(g => g * Scale)], m, v);
            Expect.Close(expected, TestTensors.ReadDoubles(backend, arena.Values), 1e-13, $"{kind}, step {step}");
        }

        Assert.Equal(12, state.Updates);
    }

    private static ParameterArena Arena(ReferenceBackend backend) => new(
        backend,
        [
            new Parameter("a", new Shape(3, 4), TestTensors.Draw(12, seed: 1)),
            new Parameter("b", new Shape(5), TestTensors.Draw(5, seed: 2)),
        ]);
}

using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends;
using FlowCore.Distributions;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tests.Evaluation;

/// <summary>Models of single pixels whose density is known in closed form.</summary>
internal static class KnownDensity
{
    private static readonly ImageShape Pixel = new(1, 1, 1);

    /// <summary>v + u is normal around 128 with a standard deviation of one level: P(v) is a difference of two Φ.</summary>
    public static FlowModel Normal(IBackend backend)
    {
        var norm = new ActNorm("level1.actnorm", Pixel);
        var model = Model(backend, new PixelCoding(PixelScale.Linear, 8), norm, new StandardNormalPrior("level1.prior", Pixel));
        backend.Fill(norm.LogScale.Value, -Math.Log(256));
        return model;
    }

    /// <summary>v + u is uniform over all levels: log-odds under a logistic distribution.</summary>
    public static FlowModel Uniform(IBackend backend, int bits) => Model(
        backend,
        new PixelCoding(PixelScale.Logit, bits, Alpha: 0),
        new ActNorm("level1.actnorm", Pixel),
        new LogisticPrior("level1.prior", Pixel));

    private static FlowModel Model(IBackend backend, PixelCoding coding, Bijector layer, Prior prior)
    {
        var level = new FlowLevel(new Chain("level1", [layer]), prior, splits: false);
        var model = new FlowModel(new ScaledPixelMap(Pixel, coding), [level], backend);
        model.MarkInitialized();
        return model;
    }

    private sealed class LogisticPrior(string name, ImageShape shape) : Prior(name, shape)
    {
        protected override Variable LogDensityCore(Variable z, Variable? parent, Variable? condition) =>
            z.LogDensity<StandardLogistic>();

        protected override Variable SampleCore(Tape tape, PriorDraw draw, Variable? parent, Variable? condition) =>
            throw new NotSupportedException();
    }
}

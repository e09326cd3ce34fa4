using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Training;

/// <summary>
/// Tells a model that is worth keeping from one that ran away, always by the same images and the same dequantisation: those
/// of its start.
/// </summary>
internal sealed class ModelCheck
{
    // The images are always the same, so that a quarter more bits than whoever knows nothing are no bad luck with a batch.
    private const double MostGrowth = 1.25;

    private readonly FlowModel _model;
    private readonly ImageBatch _images;
    private readonly Dequantization _noise;
    private readonly BatchParts _parts;

    /// <summary>Remembers how a started model scores.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pool">What it was started from; as many images as a batch has are kept of it.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="start">How it scored when it was started, of a model that has been trained since; null to ask it now.</param>
    public ModelCheck(FlowModel model, ImageBatch pool, TrainingOptions options, double? start = null)
    {
        _model = model;
        var count = Math.Min(options.BatchSize, pool.Count);
        _images = new ImageBatch(
            pool.Shape, pool.Pixels[..(count * pool.Shape.Dimensions)], pool.Ids[..count], pool.Labels?[..count]);
        _parts = new BatchParts(options.ImagesAtATime);
        _noise = Dequantization.Uniform(new RandomKey(options.Seed, RandomStream.InitializationNoise, Step: 0));
        Start = start ?? Score();
    }

    /// <summary>How the model scored when it was started, in bits per dimension.</summary>
    public double Start { get; }

    /// <summary>What is wrong with the model as it stands, or null.</summary>
    public string? FindFault()
    {
        foreach (var parameter in _model.Arena.Parameters)
        {
            var values = new float[parameter.Shape.Count];
            _model.Backend.Read(parameter.Value, values);
            var bad = Array.FindIndex(values, value => !float.IsFinite(value));
            if (bad >= 0)
            {
                return FormattableString.Invariant($"{parameter.Name} is {values[bad]} at {bad}");
            }
        }

        var stability = StabilityReport.Of(_model);
        if (stability.Beyond(StabilityReport.MostAmplification) is { } lost)
        {
            return FormattableString.Invariant($"float32 cannot invert {lost}");
        }

        var score = Score();
        var most = MostGrowth * Math.Max(_model.PixelMap.BitsOfNothing, double.IsFinite(Start) ? Start : 0);
        return score <= most
            ? null
            : FormattableString.Invariant($"{score:G4} bits/dim on images that it started from with {Start:G4}")
                + (stability.Worst is { } worst ? $"; the layer that amplifies roundings most is {worst}" : "");
    }

    private double Score()
    {
        var scores = new List<double>(_images.Count);
        while (scores.Count < _images.Count)
        {
            scores.AddRange(_model.LogDensity(_parts.From(_images, scores.Count), _noise).Select(
                nats => BitsPerDimension.FromNats(nats, _model.Image.Dimensions)));
        }

        return scores.Average();
    }
}

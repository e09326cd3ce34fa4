using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Evaluation;

/// <summary>The densities of images over some draws of their dequantisation noise.</summary>
internal sealed class DrawnDensities(FlowModel model, EvaluationOptions options)
{
    /// <summary>The score of each image of a batch, without its round trip.</summary>
    /// <param name="batch">The images.</param>
    /// <param name="nameOf">What the i-th is called.</param>
    /// <param name="cancellation">Ends it between two draws.</param>
    public IEnumerable<ImageScore> Of(ImageBatch batch, Func<int, string> nameOf, CancellationToken cancellation)
    {
        var (total, prior, logDet) = (new double[batch.Count], new double[batch.Count], new double[batch.Count]);
        var bounds = new LogMeanExp[batch.Count];
        Array.Fill(bounds, new LogMeanExp());
        for (var draw = 0; draw < Math.Max(options.Draws, options.BoundDraws); draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            var noise = Dequantization.Uniform(new RandomKey(options.Seed, RandomStream.EvaluationNoise, (uint)draw));
            var terms = model.LogDensityTerms(batch, noise);
            for (var i = 0; i < bounds.Length && draw < options.BoundDraws; i++)
            {
                bounds[i].Add(terms.Total[i]);
            }

            if (draw < options.Draws)
            {
                AddTo(total, terms.Total);
                AddTo(prior, terms.LogPrior);
                AddTo(logDet, terms.LogDet);
            }
        }

        return Enumerable.Range(0, batch.Count).Select(i => new ImageScore(
            nameOf(i),
            batch.Ids[i],
            batch.Labels?[i],
            Bits(total[i] / options.Draws),
            total[i] / options.Draws,
            prior[i] / options.Draws,
            logDet[i] / options.Draws)
        {
            BoundBitsPerDimension = options.BoundDraws == 0 ? null : Bits(bounds[i].Value),
        });
    }

    private static void AddTo(double[] sums, double[] values)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }

    private double Bits(double nats) => BitsPerDimension.FromNats(nats, model.Image.Dimensions);
}

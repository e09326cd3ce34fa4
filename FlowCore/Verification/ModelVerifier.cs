using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>
/// Looks whether a model is what it claims: layer by layer and as a whole, against yardsticks that are dense, in double and written
/// apart from the layers. Nothing of the model is changed but the gradients of its parameters, which become 0.
/// </summary>
public static class ModelVerifier
{
    private const int MostWalked = 8;

    /// <summary>Verifies a model.</summary>
    /// <param name="model">A model that was trained or loaded.</param>
    /// <param name="images">
    /// Images of the model's shape to encode and decode, with labels where it is conditioned on them; of the first few each layer
    /// gets what it makes of them. Null to draw some from the model.
    /// </param>
    /// <param name="options">How, or null for the usual.</param>
    /// <param name="cancellation">Ends it between two checks.</param>
    /// <returns>What was found. A fault is a result, not an exception.</returns>
    /// <exception cref="FlowException">The images are of another shape, or the model has no start yet.</exception>
    public static VerificationReport Verify(
        FlowModel model, ImageBatch? images = null, VerificationOptions? options = null, CancellationToken cancellation = default)
    {
        var findings = new Findings(options ?? new VerificationOptions(), cancellation);
        findings.Next("parameters");
        if (!model.IsInitialized)
        {
            throw new FlowException("ModelVerifier", "a model that was trained or loaded", "one with its first weights", "Train it first.");
        }

        if (images is not null && images.Shape != model.Image)
        {
            throw new ShapeException("images", $"{model.Image}, which the model was built for", $"{images.Shape}", "Use other images.");
        }

        if (ParameterChecks.Run(model, findings))
        {
            findings.Guard(null, () => Verify(model, images, findings));
        }
        else
        {
            findings.NotChecked(CheckNames.Runs, null, "with numbers that are not finite nothing else says anything.");
        }

        model.Arena.ZeroGradients();
        return new VerificationReport([.. LayerRun.Leaves(model).Select(layer => layer.Name)], findings.Checks);
    }

    private static void Verify(FlowModel model, ImageBatch? given, Findings findings)
    {
        var images = Labelled(model, given ?? model.Sample(MostWalked, seed: findings.Options.Seed).Images);
        LayerChecks.Structure(model, findings);

        var samples = Math.Min(MostWalked, images.Count);
        var few = new ImageBatch(
            images.Shape, images.Pixels[..(samples * images.Shape.Dimensions)], images.Ids[..samples], images.Labels?[..samples]);
        var up = LayerWalk.Forward(model, WholeChecks.Encode(model, few, findings.Options.Seed).Value, samples, few.Labels);
        LayerChecks.RoundTrips(model, up, few.Labels, inverse: false, findings);
        var down = LayerWalk.Inverse(model, findings.Options.Seed, samples, few.Labels);
        LayerChecks.RoundTrips(model, down, few.Labels, inverse: true, findings);
        WholeChecks.Run(model, up, down, few.Labels, findings);

        using (var small = SmallModel.ForJacobians(model, findings))
        {
            JacobianChecks.Run(small, images, findings);
        }

        using (var small = SmallModel.Smallest(model, findings))
        {
            NormalizationCheck.Run(small, findings);
        }

        PixelMapCheck.Run(model, findings);

        ImageChecks.Run(model, images, findings);
        if (findings.Options.Against is { } against)
        {
            ParityChecks.Run(model, images, against, findings);
        }
    }

    /// <summary>Images with classes, each in turn where they have none and the model needs some: any will do to bring them back.</summary>
    private static ImageBatch Labelled(FlowModel model, ImageBatch images) => model.ConditionShape is null || images.Labels is not null
        ? images
        : new ImageBatch(images.Shape, images.Pixels, images.Ids, UnusualImages.Labels(model, images.Count));
}

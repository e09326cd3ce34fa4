using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>A model built again from its configuration, with the same numbers: elsewhere, or of smaller images.</summary>
internal static class ModelCopy
{
    /// <summary>A copy on a backend.</summary>
    /// <param name="model">The model.</param>
    /// <param name="backend">Where the copy is to run.</param>
    /// <param name="catalog">What the configuration's names mean, or null.</param>
    /// <param name="image">The images of the copy, which are not padded; null for the model's own.</param>
    /// <returns>The copy, which the caller disposes, or why there can be none.</returns>
    public static (FlowModel? Copy, string Why) Of(FlowModel model, IBackend backend, FlowCatalog? catalog, ImageShape? image = null)
    {
        if (model.Config is not { } config)
        {
            return (null, "a model of parts has no configuration to build another from.");
        }

        var copy = new FlowModel(image is { } shape ? config with { Image = shape, Padded = null } : config, backend, seed: 0, catalog);
        if (Fill(copy, model) is not { } why)
        {
            return (copy, "");
        }

        copy.Dispose();
        return (null, why);
    }

    private static string? Fill(FlowModel copy, FlowModel model)
    {
        var parameters = model.Arena.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var constants = model.Parts.SelectMany(part => part.Constants).ToDictionary(constant => constant.Name, StringComparer.Ordinal);
        foreach (var parameter in copy.Arena.Parameters)
        {
            if (!parameters.TryGetValue(parameter.Name, out var source) || source.Shape != parameter.Shape)
            {
                return $"{parameter.Name} depends on the size of the image.";
            }

            copy.Backend.Write(LayerRun.Read(model.Backend, source.Value), parameter.Value);
        }

        foreach (var constant in copy.Parts.SelectMany(part => part.Constants))
        {
            if (!constants.TryGetValue(constant.Name, out var source) || source.Shape != constant.Shape)
            {
                return $"{constant.Name} depends on the size of the image.";
            }

            constant.Set(source.Values);
        }

        copy.MarkInitialized();
        return null;
    }
}

using System.CommandLine;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>The structure of a new model: a preset, and flags laid over it.</summary>
internal sealed class ModelFlags
{
    private const string PresetDefault = "[default: the preset's]";

    // A prior that classes decide too.
    private const string ConditionedPrior = "learned";

    private readonly Option<string> _preset = Flag.Text(
        "--preset",
        FlowPresets.Default,
        "name",
        $"The model: {string.Join(", ", FlowPresets.Names)}. All but the first take images of one size.");

    private readonly Option<int?> _levels = Flag.WholeOrNone("--levels", $"Levels; each halves the image. {PresetDefault}");

    private readonly Option<int?> _steps = Flag.WholeOrNone("--steps-per-level", $"Steps of flow a level. {PresetDefault}");

    private readonly Option<int?> _width = Flag.WholeOrNone("--width", $"Hidden channels of the coupling nets. {PresetDefault}");

    private readonly Option<int?> _kernel = Flag.WholeOrNone("--kernel", $"The masked convolutions are k×k. {PresetDefault}");

    private readonly Option<int> _bits = Flag.Whole("--bits", 8, "Bits of a pixel, 1 to 8: with fewer, the upper ones are kept.");

    private readonly Option<string?> _step = Flag.TextOrNone(
        "--step",
        "units",
        $"What a step of flow is made of, with commas: {string.Join(", ", FlowCatalog.Standard.Units)}. [default: {FlowConfig.DefaultStep}]");

    private readonly Option<string?> _unit = Flag.TextOrNone(
        "--unit",
        "name",
        "What mixes neighbouring pixels in a step, in place of its first unit that does: "
        + string.Concat(FlowCatalog.Standard.Mixing.Select(unit => $"{unit.Name} ({unit.Source}), "))
        + $"{FlowCatalog.NoMixing} (none, as in Glow).");

    private readonly Option<string?> _coupling = Flag.TextOrNone(
        "--coupling",
        "kind",
        "What the couplings of a step and the one at a split are: "
        + string.Join(", ", FlowCatalog.Standard.Couplings.Select(unit => $"{unit.Coupling} ({unit.Source})")) + ".");

    private readonly Option<string?> _prior = Flag.TextOrNone(
        "--prior",
        "name",
        $"What latents are distributed like: {string.Join(", ", FlowCatalog.Standard.Priors)}. [default: normal]");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_preset, _levels, _steps, _width, _kernel, _bits, _step, _unit, _coupling, _prior])
        {
            command.Add(option);
        }
    }

    /// <summary>The preset that was named.</summary>
    /// <exception cref="WrongCallException">There is none of that name.</exception>
    public (string Name, FlowConfig Config) Preset(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(_preset);
        return (name, WrongCallException.Guard(() => FlowPresets.Get(name)));
    }

    /// <summary>The model that the preset and the flags come to, for images of a shape.</summary>
    /// <exception cref="WrongCallException">They do not fit together.</exception>
    /// <exception cref="FlowException">No model fits images of this shape.</exception>
    /// <param name="parsed">The command line.</param>
    /// <param name="image">The images.</param>
    /// <param name="padded">What they are padded to, or null.</param>
    /// <param name="classes">Classes that the model is conditioned on, or 0.</param>
    public FlowConfig Fit(ParseResult parsed, ImageShape image, ImageShape? padded = null, int classes = 0)
    {
        var (name, preset) = Preset(parsed);

        // The published models are their image size too; only the small one is meant for whatever there is.
        if (name != FlowPresets.Default && (padded ?? image) != preset.Image)
        {
            throw new WrongCallException(
                $"--preset {name}",
                $"{preset.Image} images",
                $"{image}",
                $"Give --data of that shape, or use --preset {FlowPresets.Default}, which takes any.");
        }

        var step = parsed.GetValue(_step) ?? preset.Step;
        if (parsed.GetValue(_unit) is { } unit)
        {
            step = WrongCallException.Guard(() => FlowCatalog.Standard.StepWith(unit, step));
        }

        if (parsed.GetValue(_coupling) is { } coupling)
        {
            step = WrongCallException.Guard(() => FlowCatalog.Standard.StepWithCoupling(coupling, step));
        }

        var config = preset with
        {
            Image = image,
            Padded = padded,
            Levels = parsed.GetValue(_levels) ?? preset.Levels,
            StepsPerLevel = parsed.GetValue(_steps) ?? preset.StepsPerLevel,
            Width = parsed.GetValue(_width) ?? preset.Width,
            Kernel = parsed.GetValue(_kernel) ?? preset.Kernel,
            Bits = parsed.GetRequiredValue(_bits),
            Step = step,
            Prior = parsed.GetValue(_prior) ?? (classes > 0 ? ConditionedPrior : preset.Prior),
            Classes = classes,
        };
        if (FlowConfig.MostLevels(padded ?? image) == 0)
        {
            // The data and not the call is at fault: no flag would help.
            config.Validate();
        }

        WrongCallException.Guard(() => config.Validate());
        return config;
    }
}

using System.CommandLine;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Whether samples are compared with images, and which ones.</summary>
internal sealed class SampleScoreFlags
{
    // Enough for a floor well below what models of this size come to, in seconds.
    private const int Most = 1000;

    private readonly Option<bool> _score = Flag.Switch(
        "--sample-score",
        "Compare samples with the images: sliced Wasserstein distances over whole images and patches, and the share that is nearly black.");

    private readonly TemperatureFlags _temperature = new();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_score);
        _temperature.AddTo(command);
    }

    /// <summary>Refuses what the command line alone shows to be wrong.</summary>
    /// <exception cref="WrongCallException">A temperature is out of range, or given where nothing is drawn.</exception>
    public void Check(ParseResult parsed)
    {
        _temperature.Read(parsed);
        if (!parsed.GetValue(_score))
        {
            _temperature.ThrowIfGiven(parsed, $"Give {_score.Name} too.");
        }
    }

    /// <summary>
    /// The score of as many samples as there are images, or of 1,000 of both, the images from all over the set; null where none
    /// is asked for.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">Draws the samples.</param>
    /// <param name="images">The images.</param>
    /// <param name="seed">Of samples and score.</param>
    /// <param name="unreadable">Takes a line for each image that cannot be read; null to end there.</param>
    /// <exception cref="FlowException">Samples are not finite, or there are too few images.</exception>
    public SampleScore? Find(ParseResult parsed, FlowModel model, IImageSet images, ulong seed, Action<string>? unreadable)
    {
        if (!parsed.GetValue(_score))
        {
            return null;
        }

        var count = Math.Min(images.Count, Most);
        int[] places = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * images.Count / count))];
        var real = unreadable is null ? images.Batch(places) : images.ReadableBatch(places, unreadable);
        if (real.Count < 2)
        {
            throw new FlowException(_score.Name, "2 images or more to compare with", $"{real.Count}", "Give a part with more.");
        }

        var (temperature, early) = _temperature.Read(parsed);
        var drawn = model.Sample(real.Count, temperature, seed, earlyTemperature: early);
        return drawn.Refusal("samples") is { } refusal
            ? throw refusal
            : SampleScore.Of(drawn.Images, real, model.PixelMap.Bits, seed);
    }

    /// <summary>A score as lines that people read.</summary>
    public string Describe(ParseResult parsed, SampleScore score) => FormattableString.Invariant(
        $"samples: {score.Samples} at {_temperature.Describe(parsed)}; sliced Wasserstein distance {score.Pixels:F1} over pixels ")
        + FormattableString.Invariant($"(two halves of the images: {score.PixelsFloor:F1}), {score.Patches:F1} over patches ({score.PatchesFloor:F1}); ")
        + FormattableString.Invariant($"{100 * score.DarkShare:0.#} % nearly black (images: {100 * score.ImagesDarkShare:0.#} %)");
}

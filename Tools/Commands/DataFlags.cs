using System.CommandLine;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Which images a verb works on, and what becomes of them on their way.</summary>
internal sealed class DataFlags
{
    private readonly Option<string> _data = Flag.Data();
    private readonly Option<double> _validFraction = Flag.Real(
        "--valid-fraction", 0, "The part of the training images, inside [0, 1), to hold out as the valid split.");

    private readonly Option<ulong> _splitSeed = Flag.Seed(
        "--split-seed", 0, "Seed of which images --valid-fraction holds out; the same for runs that are to be compared.");

    private readonly FormatFlags _format = new();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        _format.AddTo(command);
        command.Add(_validFraction);
        command.Add(_splitSeed);
    }

    /// <summary>Whether data was named, and not left to the default.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_data) is { Implicit: false };

    /// <summary>Whether a picture that cannot be used is an error.</summary>
    public bool IsStrict(ParseResult parsed) => _format.IsStrict(parsed);

    /// <summary>Takes a line for each image that cannot be read; null where that is an error.</summary>
    public Action<string>? Unreadable(ParseResult parsed, Terminal terminal) =>
        IsStrict(parsed) ? null : line => terminal.Error.WriteLine(Failure.OneLine($"skipped {line}"));

    /// <inheritdoc cref="FormatFlags.Padded"/>
    public ImageShape? Padded(ParseResult parsed, ImageShape image) => _format.Padded(parsed, image);

    /// <inheritdoc cref="FormatFlags.ThrowIfNotPadding"/>
    public void ThrowIfNotPadding(ParseResult parsed, PixelMap model) => _format.ThrowIfNotPadding(parsed, model);

    /// <summary>Opens the data without asking what is for what: a single image is enough.</summary>
    /// <exception cref="WrongCallException">An option is out of range, or not for such data.</exception>
    /// <exception cref="FlowException">The data cannot be read.</exception>
    public DataSource OpenSource(ParseResult parsed)
    {
        _ = Fraction(parsed);
        return _format.Open(parsed, parsed.GetRequiredValue(_data)).Source;
    }

    /// <inheritdoc cref="FormatFlags.Pictures"/>
    public PictureOptions Pictures(ParseResult parsed) => _format.Pictures(parsed);

    /// <summary>Opens the images that were asked for.</summary>
    /// <exception cref="WrongCallException">An option is out of range, or not for such data.</exception>
    /// <exception cref="FlowException">The data cannot be read.</exception>
    public OpenedData Open(ParseResult parsed)
    {
        var fraction = Fraction(parsed);
        var (source, pictures) = _format.Open(parsed, parsed.GetRequiredValue(_data));
        var seed = parsed.GetRequiredValue(_splitSeed);
        return new OpenedData(
            source, source.Split(new DataOptions { ValidFraction = fraction, SplitSeed = seed }), fraction, seed, pictures);
    }

    private double Fraction(ParseResult parsed)
    {
        var fraction = parsed.GetRequiredValue(_validFraction);
        return fraction is >= 0 and < 1
            ? fraction
            : throw new WrongCallException(_validFraction.Name, "a number in [0, 1)", FormattableString.Invariant($"{fraction}"));
    }
}

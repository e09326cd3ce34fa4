using System.CommandLine;
using System.Globalization;
using FlowCore.Data.Formats;
using FlowCore.Tools.Imaging;

namespace FlowCore.Tools.Commands;

/// <summary>How data is to be understood: its format, and what becomes of pictures.</summary>
internal sealed class FormatFlags
{
    private const int MostSide = 1 << 14;

    private readonly Option<string> _dataset = Flag.Text(
        "--dataset",
        null,
        "format",
        $"The format of the data: {string.Join(", ", Formats(new PictureOptions(), isStrict: false).Names)}. [default: recognised]");

    private readonly Option<PictureSize?> _imageSize = Flag.Read(
        "--image-size", "n|HxW", "Pictures are resampled to n×n or H×W pixels, by area.", "a size such as 64 or 48x64", SizeOf);

    private readonly Option<PictureCrop?> _crop = Flag.Read(
        "--crop",
        "HxW|center|none",
        "The part of pictures that is used, before --image-size: the middle H×W, the largest middle part with the sides' ratio "
            + "that is asked for, or all. [default: none]",
        "a size such as 148x148, center or none",
        CropOf);

    private readonly Option<int?> _channels = Flag.WholeOrNone(
        "--channels", "Channels that pictures become: 1 for gray, 3 for red, green and blue. [default: 1 if all are gray]");

    private readonly Option<bool> _strict = Flag.Switch("--strict", "A picture that cannot be read or is in no part of the data is an error, not one to skip.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command, bool withStrict = true)
    {
        foreach (var option in (Option[])[_dataset, _imageSize, _crop, _channels])
        {
            command.Add(option);
        }

        if (withStrict)
        {
            command.Add(_strict);
        }
    }

    /// <summary>Whether a picture that cannot be read is an error.</summary>
    public bool IsStrict(ParseResult parsed) => parsed.GetValue(_strict);

    /// <summary>Opens data.</summary>
    /// <returns>What was found, and what became of pictures if it has any.</returns>
    /// <exception cref="WrongCallException">An option is out of range, or not for such data.</exception>
    /// <exception cref="FlowException">The data cannot be read.</exception>
    public (DataSource Source, PictureOptions? Pictures) Open(ParseResult parsed, string data)
    {
        var (formats, options) = Read(parsed, IsStrict(parsed));
        var source = formats.Open(data, parsed.GetValue(_dataset));
        if (IsStrict(parsed) && source.Skipped.FirstOrDefault(problem => problem.Kind == DataProblem.LeftOut) is { } beside)
        {
            throw new FlowException(beside.Line);
        }

        return ForPictures(parsed, source.Format, data) ? (source, options) : (source, null);
    }

    /// <summary>Looks at every file and image of data.</summary>
    /// <inheritdoc cref="Open"/>
    public DataReport Check(ParseResult parsed, string data, CancellationToken cancellation)
    {
        var report = Read(parsed, isStrict: false).Formats.Check(data, parsed.GetValue(_dataset), cancellation);
        ForPictures(parsed, report.Format, data);
        return report;
    }

    private static DataFormats Formats(PictureOptions options, bool isStrict) =>
        new([.. DataFormats.Arrays, new PicturesFormat(options, isStrict)]);

    private (DataFormats Formats, PictureOptions Options) Read(ParseResult parsed, bool isStrict)
    {
        var channels = parsed.GetValue(_channels);
        if (channels is not (null or 1 or 3))
        {
            throw new WrongCallException(_channels.Name, "1 or 3", $"{channels}");
        }

        var options = new PictureOptions
        {
            Channels = channels,
            ImageSize = parsed.GetValue(_imageSize),
            Crop = parsed.GetValue(_crop) ?? PictureCrop.None,
        };
        var formats = Formats(options, isStrict);
        if (parsed.GetValue(_dataset) is { } name)
        {
            WrongCallException.Guard(() => formats.Named(name));
        }

        return (formats, options);
    }

    /// <summary>Whether data has pictures; if not, what is asked for them cannot be done.</summary>
    private bool ForPictures(ParseResult parsed, string format, string data)
    {
        var asked = ((Option[])[_imageSize, _crop, _channels])
            .FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        return format.Contains(PicturesFormat.FormatName, StringComparison.Ordinal) || (asked is null
            ? false
            : throw new WrongCallException(
                asked.Name, "a folder of pictures", $"'{data}', which holds arrays ({format})", "Change the arrays themselves."));
    }

    private static PictureSize? SizeOf(string text)
    {
        var sides = text.Split('x', '×');
        return sides.Length <= 2 && Side(sides[0]) is { } height && Side(sides[^1]) is { } width
            ? new PictureSize(height, width)
            : null;

        static int? Side(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= 1 and <= MostSide
                ? side
                : null;
    }

    private static PictureCrop? CropOf(string text) => text switch
    {
        "none" => PictureCrop.None,
        "center" => PictureCrop.Center,
        _ => SizeOf(text) is { } size ? PictureCrop.To(size) : null,
    };
}

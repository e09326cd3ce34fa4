using System.CommandLine;
using FlowCore.Data.Embedded;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>How data is to be understood: its format, and what becomes of its images.</summary>
internal sealed class FormatFlags
{
    private readonly Option<string> _dataset = Flag.Text(
        "--dataset",
        null,
        "format",
        $"The format of the data: {string.Join(", ", PictureFormats.With(new PictureOptions()).Names)}. [default: recognised]");

    private readonly Option<PictureSize?> _imageSize = Flag.Read(
        "--image-size", "n|HxW", "Images are resampled to n×n or H×W pixels, by area.", "a size such as 64 or 48x64", PictureSize.TryRead);

    private readonly Option<PictureCrop?> _crop = Flag.Read(
        "--crop",
        "HxW|center|none",
        "The part of images that is used, before --image-size: the middle H×W, the largest middle part with the sides' ratio "
            + "that is asked for, or all. [default: none]",
        "a size such as 148x148, center or none",
        CropOf);

    private readonly Option<int?> _channels = Flag.WholeOrNone(
        "--channels", "Channels that pictures become: 1 for gray, 3 for red, green and blue. [default: 1 if all are gray]");

    private readonly Option<Padding?> _pad = Flag.Read(
        "--pad",
        "even|HxW",
        "What images are padded to inside a model, at the bottom and on the right with copies of their edge: even sides, or H×W "
            + "for more levels. Bits per dimension count the padding's cost too but divide by the dimensions without it, and "
            + "samples are cut back.",
        "even, or a size such as 32 or 32x48",
        Padding.Read);

    private readonly Option<bool> _strict = Flag.Switch(
        "--strict", "A picture that cannot be used or is in no part of the data is an error, not one to skip.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command, bool withStrict = true)
    {
        foreach (var option in (Option[])[_dataset, _imageSize, _crop, _channels, _pad])
        {
            command.Add(option);
        }

        if (withStrict)
        {
            command.Add(_strict);
        }
    }

    /// <summary>Whether a picture that cannot be used is an error.</summary>
    public bool IsStrict(ParseResult parsed) => parsed.GetValue(_strict);

    /// <summary>What images of a shape are padded to, or null where nothing was asked for or nothing is to be done.</summary>
    /// <exception cref="WrongCallException">They are larger.</exception>
    public ImageShape? Padded(ParseResult parsed, ImageShape image) => parsed.GetValue(_pad)?.Of(image, _pad.Name);

    /// <summary>Refuses another padding than a model's; without the option the model's own is meant.</summary>
    /// <exception cref="WrongCallException">It is another.</exception>
    public void ThrowIfNotPadding(ParseResult parsed, PixelMap model)
    {
        if (parsed.GetValue(_pad) is not null && (Padded(parsed, model.Image) ?? model.Image) != model.OutputShape)
        {
            throw new WrongCallException(
                _pad.Name,
                $"{model.OutputShape}, which the model was built for",
                $"{Padded(parsed, model.Image) ?? model.Image}",
                "Leave the option out.");
        }
    }

    /// <summary>What is to become of a picture by itself.</summary>
    /// <exception cref="WrongCallException">An option is out of range.</exception>
    public PictureOptions Pictures(ParseResult parsed) => Read(parsed, isStrict: true).Options;

    /// <summary>Opens data.</summary>
    /// <returns>What was found, and what became of its images if that is anything.</returns>
    /// <exception cref="WrongCallException">An option is out of range, or not for such data.</exception>
    /// <exception cref="FlowException">The data cannot be read.</exception>
    public (DataSource Source, PictureOptions? Pictures) Open(ParseResult parsed, string data)
    {
        var (formats, options) = Read(parsed, IsStrict(parsed));
        var source = formats.Open(data, new DataOptions { Format = parsed.GetValue(_dataset) });
        if (IsStrict(parsed) && source.Skipped.FirstOrDefault(problem => problem.Kind == DataProblem.LeftOut) is { } beside)
        {
            throw new FlowException(beside.Line);
        }

        var hasPictures = HasPictures(parsed, source.Format, data);
        return (Framed(source, options), hasPictures || options.ChangesSize ? options : null);
    }

    /// <summary>Looks at every file and image of data.</summary>
    /// <inheritdoc cref="Open"/>
    public DataReport Check(ParseResult parsed, string data, CancellationToken cancellation)
    {
        var (formats, options) = Read(parsed, isStrict: false);
        var report = formats.Check(data, new DataOptions { Format = parsed.GetValue(_dataset) }, cancellation);
        HasPictures(parsed, report.Format, data);
        return report is { Format: FashionMnist.Name, Shape: { } shape }
            ? report with { Shape = FramedImages.ShapeOf(shape, options, data) }
            : report;
    }

    // No format opens what comes with the program.
    private static DataSource Framed(DataSource source, PictureOptions options) =>
        source.Format == FashionMnist.Name && options.ChangesSize ? FramedFormat.Frame(source, options) : source;

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
        var formats = PictureFormats.With(options, isStrict);
        if (parsed.GetValue(_dataset) is { } name)
        {
            WrongCallException.Guard(() => formats.Named(name));
        }

        return (formats, options);
    }

    /// <summary>Whether data has pictures; if not, its channels are what they are.</summary>
    private bool HasPictures(ParseResult parsed, string format, string data) =>
        format.Contains(PicturesFormat.FormatName, StringComparison.Ordinal) || (parsed.GetValue(_channels) is null
            ? false
            : throw new WrongCallException(
                _channels.Name, "a folder of pictures", $"'{data}', which holds arrays ({format})", "Change the arrays themselves."));

    private static PictureCrop? CropOf(string text) => text switch
    {
        "none" => PictureCrop.None,
        "center" => PictureCrop.Center,
        _ => PictureSize.TryRead(text) is { } size ? PictureCrop.To(size) : null,
    };
}

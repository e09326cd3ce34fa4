using System.CommandLine;
using System.Globalization;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Single images that a verb starts from: pictures, or images of data by their index.</summary>
internal sealed class ImageArguments
{
    private readonly DataFlags _data = new();
    private readonly Argument<string>[] _images;

    /// <summary>Arguments of some names.</summary>
    public ImageArguments(params string[] names) => _images = [.. names.Select(name => new Argument<string>(name)
    {
        Description = "A picture's file, or the index of an image of --data: 5 or test:5 of its test images, train:5, valid:5.",
    })];

    /// <summary>Adds the arguments.</summary>
    public void AddArgumentsTo(Command command)
    {
        foreach (var image in _images)
        {
            command.Add(image);
        }
    }

    /// <summary>Adds the options, which say what data is meant and what becomes of pictures.</summary>
    public void AddOptionsTo(Command command) => _data.AddTo(command);

    /// <summary>What the user calls them.</summary>
    public string[] Names(ParseResult parsed) => [.. _images.Select(parsed.GetRequiredValue)];

    /// <summary>Reads the images, with labels if all of them have one.</summary>
    /// <exception cref="FlowException">One cannot be read, or is no image that the model takes.</exception>
    public ImageBatch Read(ParseResult parsed, FlowModel model, Terminal terminal)
    {
        _data.ThrowIfNotPadding(parsed, model.PixelMap);
        var data = new Lazy<DataSplits>(() => Open(parsed, terminal));
        ImageBatch[] images = [.. _images.Select(image => Read(parsed, image, model, data))];
        return new ImageBatch(
            model.Image,
            [.. images.SelectMany(image => image.Pixels)],
            [.. images.SelectMany(image => image.Ids)],
            images.All(image => image.Labels is not null) ? [.. images.SelectMany(image => image.Labels!)] : null);
    }

    private static (DataSplit Split, int Index)? PlaceOf(string text)
    {
        var (part, number) = text.Split(':') switch
        {
            [var index] => ("test", index),
            [var name, var index] => (name, index),
            _ => ("", ""),
        };
        return Flag.SplitOf(part) is { } found && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (found, place)
            : null;
    }

    private static ImageBatch Quantized(ImageBatch image, int bits) =>
        new(image.Shape, Array.ConvertAll(image.Pixels, pixel => (byte)(pixel >> (8 - bits))), image.Ids, image.Labels);

    private ImageBatch Read(ParseResult parsed, Argument<string> argument, FlowModel model, Lazy<DataSplits> data)
    {
        var text = parsed.GetRequiredValue(argument);
        if (PlaceOf(text) is { } place)
        {
            var set = QuantizedImageSet.Of(data.Value.Get(place.Split), model.PixelMap.Bits);
            if (place.Index >= set.Count)
            {
                throw new WrongCallException(
                    argument.Name, FormattableString.Invariant($"an index below {set.Count}, the images of {set.Name}"), $"'{text}'");
            }

            return set.Shape == model.Image
                ? set.Batch([place.Index])
                : throw new ShapeException(set.Name, $"{model.Image}, which the model was built for", $"{set.Shape}", "Use other --data.");
        }

        return File.Exists(text)
            ? Quantized(SinglePicture.Read(text, model.Image, _data.Pictures(parsed)), model.PixelMap.Bits)
            : throw new WrongCallException(
                argument.Name, "a picture's file, or the index of an image of --data, as 5 or train:5", $"'{text}'", "There is no such file.");
    }

    private DataSplits Open(ParseResult parsed, Terminal terminal)
    {
        var opened = _data.Open(parsed);
        foreach (var line in DataText.Skipped(opened.Source))
        {
            terminal.Error.WriteLine(Failure.OneLine(line));
        }

        return opened.Splits;
    }
}

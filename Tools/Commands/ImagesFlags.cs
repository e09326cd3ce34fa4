using System.CommandLine;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Models;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Which images go through a model one by one, in their order.</summary>
internal sealed class ImagesFlags
{
    private const string All = "all";

    private readonly DataFlags _data = new();
    private readonly Option<string> _split = Flag.Text("--split", All, "train|valid|test|all", "Which part of the data.");
    private readonly Option<int?> _count = Flag.WholeOrNone("--count", "The first n images of them. [default: every one]");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        _data.AddTo(command);
        command.Add(_split);
        command.Add(_count);
    }

    /// <summary>Refuses what is wrong whatever the data are.</summary>
    /// <exception cref="WrongCallException">Something is.</exception>
    public void Check(ParseResult parsed)
    {
        _ = SplitOf(parsed);
        if (parsed.GetValue(_count) is < 1 and var count)
        {
            throw new WrongCallException(_count.Name, "1 or more", FormattableString.Invariant($"{count}"));
        }
    }

    /// <summary>Opens the images for a model, and names the files that were left out.</summary>
    /// <exception cref="WrongCallException">An option is out of range, or not for such data.</exception>
    /// <exception cref="FlowException">The data cannot be read.</exception>
    public IImageSet Open(ParseResult parsed, FlowModel model, Terminal terminal)
    {
        _data.ThrowIfNotPadding(parsed, model.PixelMap);
        var split = SplitOf(parsed);
        var (source, images) = split is { } part ? Part(_data.Open(parsed), part) : Whole(_data.OpenSource(parsed));
        foreach (var line in DataText.Skipped(source))
        {
            terminal.Error.WriteLine(Failure.OneLine(line));
        }

        return QuantizedImageSet.Of(First(images, parsed.GetValue(_count)), model.PixelMap.Bits);
    }

    /// <summary>Takes a line for each image that cannot be read; null where that is an error.</summary>
    public Action<string>? Unreadable(ParseResult parsed, Terminal terminal) =>
        _data.Unreadable(parsed, terminal);

    private static (DataSource, IImageSet) Part(OpenedData data, DataSplit split) => (data.Source, data.Splits.Get(split));

    private static (DataSource, IImageSet) Whole(DataSource source) => (source, source.All);

    private DataSplit? SplitOf(ParseResult parsed)
    {
        var word = parsed.GetRequiredValue(_split);
        return word == All
            ? null
            : Flag.SplitOf(word) ?? throw new WrongCallException(_split.Name, "train, valid, test or all", $"'{word}'");
    }

    private IImageSet First(IImageSet images, int? count)
    {
        if (count > images.Count)
        {
            throw new WrongCallException(
                _count.Name, FormattableString.Invariant($"at most {images.Count}, which {images.Name} has"), FormattableString.Invariant($"{count}"));
        }

        return count is { } some ? new SelectedImageSet(images.Name, images, [.. Enumerable.Range(0, some)]) : images;
    }
}

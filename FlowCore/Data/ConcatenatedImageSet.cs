namespace FlowCore.Data;

/// <summary>
/// Sets of one shape, one after the other; the ids are those of the parts, each after the images before it. The images have labels
/// where those of all parts have, of as many classes.
/// </summary>
public sealed class ConcatenatedImageSet : IImageSet
{
    private readonly IImageSet[] _parts;
    private readonly int[] _starts;
    private readonly Lazy<string[]> _prefixes;

    /// <summary>The sets in the order given.</summary>
    /// <param name="name">What messages call the whole.</param>
    /// <param name="parts">At least one, all of one shape.</param>
    /// <exception cref="FlowException">There are none, they differ in shape, or their images are more than can be counted.</exception>
    public ConcatenatedImageSet(string name, IEnumerable<IImageSet> parts)
    {
        _parts = [.. parts];
        if (_parts.Length == 0)
        {
            throw new FlowException(name, "at least 1 set of images", "none", "");
        }

        if (_parts.FirstOrDefault(part => part.Shape != _parts[0].Shape) is { } other)
        {
            throw new FlowException(
                other.Name,
                $"{_parts[0].Shape} images as in {_parts[0].Name}",
                $"{other.Shape}",
                Remedy(_parts[0].Shape, other.Shape));
        }

        var count = _parts.Sum(part => (long)part.Count);
        if (count > int.MaxValue)
        {
            throw new FlowException(name, $"at most {int.MaxValue} images", $"{count}", "Give fewer files.");
        }

        _starts = new int[_parts.Length];
        for (var i = 1; i < _parts.Length; i++)
        {
            _starts[i] = _starts[i - 1] + _parts[i - 1].Count;
        }

        _prefixes = new Lazy<string[]>(Prefixes);
        var classes = _parts[0].Classes;
        (Name, Count, Classes) = (name, (int)count, _parts.All(part => part.Classes == classes) ? classes : 0);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImageShape Shape => _parts[0].Shape;

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public int Id(int index)
    {
        var part = PartOf(index);
        return _starts[part] + _parts[part].Id(index - _starts[part]);
    }

    /// <inheritdoc/>
    public int Label(int index)
    {
        var part = PartOf(index);
        return Classes == 0 ? -1 : _parts[part].Label(index - _starts[part]);
    }

    /// <summary>The image's name in its part, after the last part of that one's own name where there are several.</summary>
    /// <inheritdoc/>
    public string NameOf(int index)
    {
        var part = PartOf(index);
        var name = _parts[part].NameOf(index - _starts[part]);
        return _parts.Length == 1 ? name : $"{_prefixes.Value[part]}/{name}";
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        var size = Shape.Dimensions;
        ShapeException.ThrowIfNot((long)indices.Length * size, pixels.Length, $"{Name}.Read of {indices.Length} images", "pixels");
        var inner = indices.Length == 1 ? stackalloc int[1] : new int[indices.Length];
        for (var first = 0; first < indices.Length;)
        {
            // A run of neighbours from one part is one read of it.
            var part = PartOf(indices[first]);
            var next = first;
            while (next < indices.Length && PartOf(indices[next]) == part)
            {
                inner[next] = indices[next] - _starts[part];
                next++;
            }

            _parts[part].Read(inner[first..next], pixels[(first * size)..(next * size)]);
            first = next;
        }
    }

    /// <summary>What makes images of two shapes alike.</summary>
    internal static string Remedy(ImageShape one, ImageShape other) =>
        one with { Channels = other.Channels } == other
            ? "Give pictures with PictureOptions.Channels 1 or 3, arrays with as many channels."
            : "Bring all to one size with PictureOptions.ImageSize.";

    // Two parts may have names that end alike.
    private string[] Prefixes()
    {
        var names = Array.ConvertAll(_parts, part => Path.GetFileName(Path.TrimEndingDirectorySeparator(part.Name)));
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length
            ? names
            : [.. names.Select((name, part) => FormattableString.Invariant($"{part + 1}-{name}"))];
    }

    private int PartOf(int index)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new ShapeException(Name, $"an index inside 0..{Count}", $"{index}");
        }

        var part = Array.BinarySearch(_starts, index);
        if (part < 0)
        {
            return ~part - 1;
        }

        // Empty parts share their start with the one that follows.
        while (_parts[part].Count == 0 || (part + 1 < _parts.Length && _starts[part + 1] == index))
        {
            part++;
        }

        return part;
    }
}

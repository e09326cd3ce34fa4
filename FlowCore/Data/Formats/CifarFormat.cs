using FlowCore.Data.Files;
using FlowCore.Files;
using Microsoft.Win32.SafeHandles;

namespace FlowCore.Data.Formats;

/// <summary>
/// The binary files of CIFAR-10 and CIFAR-100: records of one or two bytes of labels, the finer last, then 1,024 bytes each of red, green and
/// blue, row by row. The files have no header; what tells them is that a label stands where each record begins.
/// <see href="https://www.cs.toronto.edu/~kriz/cifar.html"/>.
/// </summary>
internal sealed class CifarFormat : ArrayFormat
{
    private const int MostLabels = 256;
    private const int Several = 3;
    private static readonly ImageShape Shape = new(3, 32, 32);

    private readonly int[] _classes;

    private CifarFormat(string name, string title, params int[] classes)
    {
        (Name, _classes) = (name, classes);
        Summary = $"{title} binary files";
    }

    /// <summary>CIFAR-10: a label of 0 to 9, records of 3,073 bytes.</summary>
    public static CifarFormat Cifar10 { get; } = new("cifar10", "CIFAR-10", 10);

    /// <summary>CIFAR-100: a coarse label of 0 to 19 and a fine one of 0 to 99, records of 3,074 bytes.</summary>
    public static CifarFormat Cifar100 { get; } = new("cifar100", "CIFAR-100", 20, 100);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    private int Record => _classes.Length + Shape.Dimensions;

    /// <inheritdoc/>
    protected override bool RecognizesFile(DataPath file) => KindOf(file, isAlone: false) == this;

    /// <inheritdoc/>
    protected override bool RecognizesAlone(DataPath file) => KindOf(file, isAlone: true) == this;

    /// <inheritdoc/>
    protected override IEnumerable<DataPart> OpenFile(DataPath file, MemoryBudget memory)
    {
        using var handle = PositionalFile.Open(file.Path, Summary);
        var length = RandomAccess.GetLength(handle);
        if (length % Record != 0)
        {
            throw new FlowException(
                file.Path,
                $"a multiple of {Record} bytes, the length of a {Name} record",
                $"{length}, which is {length / Record}·{Record} + {length % Record}",
                "The file is cut short or of another kind; fetch it again.");
        }

        var layout = new PixelLayout(Shape, checked((int)(length / Record)), _classes.Length, Record);
        var labels = ReadLabels(handle, layout.Count, file.Path);
        var images = FileImageSet.Open(file.Path, file.Path, layout, memory);
        return [new DataPart(file.Path, null, new LabelledImageSet(images, _classes[^1], labels))];
    }

    /// <summary>The label of every record, of two the finer.</summary>
    private int[] ReadLabels(SafeFileHandle file, int records, string name)
    {
        var labels = new int[records];
        Span<byte> record = stackalloc byte[_classes.Length];
        for (var i = 0; i < records; i++)
        {
            PositionalFile.ReadExactly(file, record, (long)i * Record, name);
            labels[i] = AreLabels(record)
                ? record[^1]
                : throw new FlowException(
                    name,
                    $"labels of {Name}, {string.Join(" and ", _classes.Select(classes => $"0 to {classes - 1}"))}",
                    $"another number where record {i} begins",
                    "The file is damaged or of another kind.");
        }

        return labels;
    }

    /// <summary>
    /// Which of both a file is, or null. A whole file comes before one that is cut short, which is recognised to be refused as
    /// damaged: by the name that the published files have, and without it by several labels in their places. Those tell
    /// something only of a file that is given by itself: in a folder of something else, zeros are labels too.
    /// </summary>
    private static CifarFormat? KindOf(DataPath file, bool isAlone)
    {
        var isBatch = file.Name.Contains("data_batch", StringComparison.Ordinal)
            || file.Name.Contains("test_batch", StringComparison.Ordinal);
        var isBinary = file.Name.EndsWith(".bin", StringComparison.Ordinal);
        var enough = isAlone || isBatch || isBinary ? Several : long.MaxValue;
        return Cifar10.WholeRecords(file) switch
        {
            { IsWhole: true } => Cifar10,
            _ when !isBatch && Cifar100.WholeRecords(file) is { IsWhole: true } => Cifar100,
            { } cut when cut.Count >= enough => Cifar10,
            not null when isBatch || isBinary => Cifar10,
            _ when Cifar100.WholeRecords(file)?.Count >= enough => Cifar100,
            _ => null,
        };
    }

    /// <summary>How many whole records a file has and whether there is nothing else, or null if they do not begin with labels.</summary>
    private (long Count, bool IsWhole)? WholeRecords(DataPath file)
    {
        // The first labels alone rule nearly everything else out without opening the file again.
        if (file.Start.Length < _classes.Length || !AreLabels(file.Start))
        {
            return null;
        }

        try
        {
            using var handle = PositionalFile.Open(file.Path, Summary);
            var (count, rest) = Math.DivRem(RandomAccess.GetLength(handle), Record);
            return FirstBadLabel(handle, count, file.Path) < 0 ? (count, rest == 0) : null;
        }
        catch (FlowException)
        {
            return null;
        }
    }

    /// <summary>The first of some records, spread evenly over the file, that does not begin with labels, or −1.</summary>
    private long FirstBadLabel(SafeFileHandle file, long records, string name)
    {
        Span<byte> labels = stackalloc byte[_classes.Length];
        for (var i = 0L; i < Math.Min(records, MostLabels); i++)
        {
            var record = records <= MostLabels ? i : i * records / MostLabels;
            PositionalFile.ReadExactly(file, labels, record * Record, name);
            if (!AreLabels(labels))
            {
                return record;
            }
        }

        return -1;
    }

    private bool AreLabels(ReadOnlySpan<byte> labels)
    {
        for (var i = 0; i < _classes.Length; i++)
        {
            if (labels[i] >= _classes[i])
            {
                return false;
            }
        }

        return true;
    }
}

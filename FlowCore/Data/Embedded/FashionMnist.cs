using FlowCore.Data.Idx;

namespace FlowCore.Data.Embedded;

/// <summary>
/// The images that come with the library: the first 6,000 of Fashion-MNIST's test file, 1×28×28, with their labels, so that a
/// first run needs neither a file nor a network. © 2017 Zalando SE, MIT licence; where they come from stands in <c>Data/Embedded</c>.
/// </summary>
public static class FashionMnist
{
    /// <summary>The name by which data sets are opened.</summary>
    public const string Name = "fashion-mnist";

    /// <summary>Images of the training split: the first ones.</summary>
    public const int TrainCount = 5_000;

    /// <summary>Images of the test split: those that follow, with ids from <see cref="TrainCount"/>.</summary>
    public const int TestCount = 500;

    /// <summary>Images of the validation split: the last ones.</summary>
    public const int ValidCount = 500;

    /// <summary>
    /// Classes of the labels: T-shirt or top, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot.
    /// </summary>
    public const int ClassCount = 10;

    private const string Images = "FlowCore.Data.fashion-mnist-t10k-6000-images-idx3-ubyte.gz";
    private const string Labels = "FlowCore.Data.fashion-mnist-t10k-6000-labels-idx1-ubyte.gz";

    // Unpacked once: the splits share the pixels, and a run opens all of them.
    private static readonly Lazy<(InMemoryImageSet Images, int[] Labels)> All = new(Read);

    /// <summary>One split; its ids are the indices in the published file.</summary>
    public static IImageSet Open(DataSplit split) => split switch
    {
        DataSplit.Train => Part($"{Name} (train)", 0, TrainCount),
        DataSplit.Valid => Part($"{Name} (valid)", TrainCount + TestCount, ValidCount),
        _ => Part($"{Name} (test)", TrainCount, TestCount),
    };

    private static LabelledImageSet Part(string name, int start, int count)
    {
        var (images, labels) = All.Value;
        return new LabelledImageSet(images.Slice(name, start, count), ClassCount, labels.AsMemory(start, count));
    }

    private static (InMemoryImageSet Images, int[] Labels) Read()
    {
        using var images = Resource(Images);
        using var labels = Resource(Labels);
        var set = IdxReader.Read(images, Name);
        return (set, IdxLabels.Read(labels, Name, set.Count, Name));
    }

    private static Stream Resource(string name) => typeof(FashionMnist).Assembly.GetManifestResourceStream(name)
        ?? throw new FlowException(Name, $"the resource {name}", "none", "Build FlowCore with its Data/Embedded folder.");
}

using FlowCore.Data.Formats;

namespace FlowCore.Data;

/// <summary>
/// The images that come with the library: the first 5,500 of Fashion-MNIST's test file, 1×28×28, so that a first run needs
/// neither a file nor a network. © 2017 Zalando SE, MIT licence; where they come from stands in <c>Data/Embedded</c>.
/// </summary>
public static class FashionMnist
{
    /// <summary>The name by which data sets are opened.</summary>
    public const string Name = "fashion-mnist";

    /// <summary>Images of the training split: the first ones.</summary>
    public const int TrainCount = 5_000;

    /// <summary>Images of the test split: those that follow, with ids from <see cref="TrainCount"/>.</summary>
    public const int TestCount = 500;

    private const string Resource = "FlowCore.Data.fashion-mnist-t10k-5500-images-idx3-ubyte.gz";

    // Unpacked once: both splits share the pixels, and a run opens both.
    private static readonly Lazy<InMemoryImageSet> All = new(Read);

    /// <summary>One split; its ids are the indices in the published file.</summary>
    public static IImageSet Open(DataSplit split) => split == DataSplit.Train
        ? All.Value.Slice($"{Name} (train)", 0, TrainCount)
        : All.Value.Slice($"{Name} (test)", TrainCount, TestCount);

    /// <summary>Both splits as a source.</summary>
    internal static DataSource Source() => new(Name, Name,
    [
        new DataPart(Name, DataSplit.Train, All.Value.Slice(Name, 0, TrainCount)),
        new DataPart(Name, DataSplit.Test, All.Value.Slice(Name, TrainCount, TestCount)),
    ]);

    private static InMemoryImageSet Read()
    {
        using var stream = typeof(FashionMnist).Assembly.GetManifestResourceStream(Resource)
            ?? throw new FlowException(Name, $"the resource {Resource}", "none", "Build FlowCore with its Data/Embedded folder.");
        return IdxReader.Read(stream, Name);
    }
}

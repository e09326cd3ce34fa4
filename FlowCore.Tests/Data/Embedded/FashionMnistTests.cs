using System.IO.Compression;
using System.Security.Cryptography;
using FlowCore.Data;
using FlowCore.Data.Embedded;
using FlowCore.Data.Idx;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Embedded;

public sealed class FashionMnistTests
{
    [Fact]
    public void The_splits_are_the_first_5000_and_the_next_500()
    {
        var train = FashionMnist.Open(DataSplit.Train);
        var test = FashionMnist.Open(DataSplit.Test);

        Assert.Equal((5000, 500), (train.Count, test.Count));
        Assert.Equal(("fashion-mnist (train)", "fashion-mnist (test)"), (train.Name, test.Name));
        Assert.Equal((0, 4999), (train.Id(0), train.Id(4999)));
        Assert.Equal((5000, 5499), (test.Id(0), test.Id(499)));
        Assert.Equal(new ImageShape(1, 28, 28), train.Shape);
    }

    [Fact]
    public void The_embedded_pixels_are_the_documented_ones()
    {
        byte[] header = [0, 0, 8, 3, 0, 0, 0x15, 0x7C, 0, 0, 0, 28, 0, 0, 0, 28];

        Assert.Equal(
            "2FF579F310BD64B38983CB40C6B59C22E78273EC0E96C7580ACB47C12389CD62",
            Convert.ToHexString(SHA256.HashData([.. header, .. Pixels()])));
    }

    [Fact]
    public void The_licence_travels_in_the_assembly()
    {
        using var stream = typeof(FashionMnist).Assembly.GetManifestResourceStream("FlowCore.Data.LICENSE.fashion-mnist.txt")!;
        using var reader = new StreamReader(stream);

        Assert.StartsWith("The MIT License (MIT) Copyright © 2017 Zalando SE", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    [RealDataFact]
    public void The_embedded_images_are_the_first_of_the_published_file()
    {
        using var file = File.OpenRead(RealDataFactAttribute.PathOf("fashion-mnist/t10k-images-idx3-ubyte.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        var published = new byte[16 + (5500 * 784)];
        unpacked.ReadExactly(published);

        Assert.True(published.AsSpan(16).SequenceEqual(Pixels()));
    }

    [RealDataFact]
    public void The_published_file_is_read_whole() =>
        Assert.Equal(10_000, IdxReader.Read(RealDataFactAttribute.PathOf("fashion-mnist/t10k-images-idx3-ubyte.gz")).Count);

    private static byte[] Pixels() => [.. All(DataSplit.Train), .. All(DataSplit.Test)];

    private static byte[] All(DataSplit split)
    {
        var set = FashionMnist.Open(split);
        return set.Batch([.. Enumerable.Range(0, set.Count)]).Pixels;
    }
}

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
    public void The_splits_are_the_first_5000_the_next_500_and_for_validation_the_last_500()
    {
        var train = FashionMnist.Open(DataSplit.Train);
        var test = FashionMnist.Open(DataSplit.Test);
        var valid = FashionMnist.Open(DataSplit.Valid);

        Assert.Equal((5000, 500, 500), (train.Count, test.Count, valid.Count));
        Assert.Equal(
            ("fashion-mnist (train)", "fashion-mnist (test)", "fashion-mnist (valid)"), (train.Name, test.Name, valid.Name));
        Assert.Equal((5500, 5999), (valid.Id(0), valid.Id(499)));
        Assert.Equal((0, 4999), (train.Id(0), train.Id(4999)));
        Assert.Equal((5000, 5499), (test.Id(0), test.Id(499)));
        Assert.Equal(new ImageShape(1, 28, 28), train.Shape);
    }

    [Fact]
    public void The_embedded_pixels_are_the_documented_ones()
    {
        byte[] header = [0, 0, 8, 3, 0, 0, 0x17, 0x70, 0, 0, 0, 28, 0, 0, 0, 28];

        Assert.Equal(
            "61DEFB9AFEFD374D3E3EB0557E1FB97601E62AF9E11404B8EFE0D52077139AB6",
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
        var published = new byte[16 + (6000 * 784)];
        unpacked.ReadExactly(published);

        Assert.True(published.AsSpan(16).SequenceEqual(Pixels()));
    }

    [RealDataFact]
    public void The_published_file_is_read_whole() =>
        Assert.Equal(10_000, IdxReader.Read(RealDataFactAttribute.PathOf("fashion-mnist/t10k-images-idx3-ubyte.gz")).Count);

    private static byte[] Pixels() => [.. All(DataSplit.Train), .. All(DataSplit.Test), .. All(DataSplit.Valid)];

    private static byte[] All(DataSplit split)
    {
        var set = FashionMnist.Open(split);
        return set.Batch([.. Enumerable.Range(0, set.Count)]).Pixels;
    }
}

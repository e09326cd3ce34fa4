using FlowCore.Data;
using FlowCore.Data.Numpy;
using FlowCore.Imaging;
using FlowCore.Tests.Coding;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>encode, decode and reconstruct, as they are called.</summary>
public sealed class CodecCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder.PathOf("run");

    private string Photos => _folder.PathOf("photos");

    private string Latents => _folder.PathOf("latents.safetensors");

    private string Back => _folder.PathOf("back");

    private string[] Data => ["--data", Photos, "--image-size", "16x12", "--crop", "center"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_come_back_under_their_names_and_in_their_folders()
    {
        TrainOnPhotos();
        var encoded = FlowCall.Run(["encode", Run, .. Data, "--out", Latents, "--json"]);
        Assert.Equal((0, 12), (encoded.Code, encoded.Json().GetProperty("images").GetInt32()));
        Assert.Contains("bad.png", encoded.Error, StringComparison.Ordinal);
        var decoded = FlowCall.Run("decode", Latents, "--model", Run, "--out", Back, "--json");
        Assert.Equal((0, ""), (decoded.Code, decoded.Error));
        Assert.Equal(12, decoded.Json().GetProperty("images").GetInt32());
        AssertSamePictures();
        Assert.Equal(1, FlowCall.Run(["encode", Run, .. Data, "--out", Latents, "--strict"]).Code);
    }

    [Fact]
    public void What_reconstruct_writes_equals_what_it_read()
    {
        TrainOnPhotos();
        var call = FlowCall.Run(["reconstruct", Run, .. Data, "--out", Back, "--json"]);
        var json = call.Json();
        Assert.Equal(0, call.Code);
        Assert.Equal((12, 0, 0), (json.GetProperty("images").GetInt32(), json.GetProperty("differingBytes").GetInt64(), json.GetProperty("maxPixelError").GetInt32()));
        Assert.True(json.GetProperty("msPerImage").GetDouble() > 0);
        AssertSamePictures();
        var some = FlowCall.Run(["reconstruct", Run, .. Data, "--split", "test", "--count", "1", "--json"]);
        Assert.Equal(1, some.Json().GetProperty("images").GetInt32());
    }

    [Fact]
    public void Arrays_come_back_as_an_array_whatever_their_channels()
    {
        var model = _folder.PathOf("model.safetensors");
        var images = TestImages.Noise(CodecTrial.Image with { Channels = 2 }, 24, seed: 7);
        CodecTrial.Save(model, CodecTrial.Config with { Image = images.Shape }, images, factor: 8);
        var data = WriteArray(_folder.PathOf("data.npy"), TestImages.All(images));
        var array = _folder.PathOf("back.npy");
        Assert.Equal(0, FlowCall.Run("encode", model, "--data", data, "--out", Latents).Code);
        Assert.Equal(0, FlowCall.Run("decode", Latents, "--model", model, "--out", array).Code);
        Assert.Equal(File.ReadAllBytes(data), File.ReadAllBytes(array));
        var pictures = FlowCall.Run("decode", Latents, "--model", model, "--out", Back);
        Assert.Equal(1, pictures.Code);
        Assert.Contains(".npy", Assert.Single(pictures.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Back));
    }

    [Fact]
    public void A_model_of_classes_and_few_bits_takes_the_labels_of_the_data()
    {
        // Fashion-MNIST, which comes with the program, has labels.
        FlowCall.Train(Run, "--max-steps", "2", "--class-conditional", "--bits", "5");
        var encoded = FlowCall.Run("encode", Run, "--split", "test", "--count", "30", "--out", Latents, "--json");
        Assert.Equal((0, 30), (encoded.Code, encoded.Json().GetProperty("images").GetInt32()));
        Assert.Equal(0, FlowCall.Run("decode", Latents, "--model", Run, "--out", Back).Code);
        Assert.Equal(30, Directory.EnumerateFiles(Back).Count());
        var again = FlowCall.Run("reconstruct", Run, "--data", Back, "--json");
        Assert.Equal(1, again.Code);
        Assert.Contains("labels", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_latents_and_wrong_models_are_one_line_each_and_the_old_pictures_stay()
    {
        TrainOnPhotos();
        FlowCall.Run(["encode", Run, .. Data, "--out", Latents]);
        FlowCall.Run("decode", Latents, "--model", Run, "--out", Back);
        var bytes = File.ReadAllBytes(Latents);
        AssertRefused(bytes[..(bytes.Length / 2)]);
        bytes[^9] ^= 1;
        AssertRefused(bytes);
        bytes[^9] ^= 1;
        File.WriteAllBytes(Latents, bytes);
        var file = new LatentBytes(Latents);
        file.Set("latent.1", newName: "latent.7");
        file.Save(Latents);
        AssertRefused(File.ReadAllBytes(Latents));
        File.WriteAllBytes(Latents, bytes);
        file = new LatentBytes(Latents);
        file.Set("latent.1", dtype: "I32");
        file.Save(Latents);
        AssertRefused(File.ReadAllBytes(Latents));
        File.WriteAllBytes(Latents, bytes);
        file = new LatentBytes(Latents);
        file.Set("names", bytes: [.. "../"u8, .. file.Bytes("names")[3..]]);
        file.Save(Latents);
        AssertRefused(File.ReadAllBytes(Latents));
        AssertSamePictures();
        Assert.Equal(["back", "latents.safetensors", "photos", "run"], _folder.Names);
    }

    [Fact]
    public void A_stop_leaves_what_was_there()
    {
        FlowCall.Train(Run, "--max-steps", "1");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var error = new StringWriter();
        Assert.Equal(130, FlowCall.Run(error, stop.Token, "encode", Run, "--out", Latents).Code);
        Assert.Equal(130, FlowCall.Run(error, stop.Token, "reconstruct", Run, "--out", Back).Code);
        Assert.Equal(["run"], _folder.Names);
        Assert.Equal(0, FlowCall.Run("encode", Run, "--out", Latents, "--count", "3").Code);
        Assert.Equal(130, FlowCall.Run(error, stop.Token, "decode", Latents, "--model", Run, "--out", Back).Code);
        Assert.Equal(130, FlowCall.Run(error, stop.Token, "decode", Latents, "--model", Run, "--out", Back + ".npy").Code);
        Assert.Equal(["latents.safetensors", "run"], _folder.Names);
    }

    [Theory]
    [InlineData("--split", "none")]
    [InlineData("--count", "0")]
    [InlineData("--count", "100000")]
    public void Wrong_calls_are_refused_before_anything_is_written(string flag, string value)
    {
        FlowCall.Train(Run, "--max-steps", "0");
        var call = FlowCall.Run("encode", Run, "--out", Latents, flag, value);
        Assert.Equal(2, call.Code);
        Assert.StartsWith($"{flag}: expected ", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(Latents));
    }

    [Fact]
    public void One_image_is_enough()
    {
        FlowCall.Train(Run, "--max-steps", "0", "--data", _folder.Write("twenty", IdxBytes.Grey(20, 8, 8)));
        var one = _folder.Write("one", IdxBytes.Grey(1, 8, 8));
        Assert.Equal(0, FlowCall.Run("encode", Run, "--data", one, "--out", Latents).Code);
        Assert.Equal(0, FlowCall.Run("decode", Latents, "--model", Run, "--out", Back).Code);
        Assert.Equal(["00000.png"], Directory.EnumerateFiles(Back).Select(file => Path.GetFileName(file)));
    }

    private static string WriteArray(string path, ImageBatch images)
    {
        NpyWriter.Save(path, images.Shape, images.Count, bits: 8, take => take(images));
        return path;
    }

    /// <summary>Twelve pictures in two folders of three, one file that is none, and a model of them.</summary>
    private void TrainOnPhotos()
    {
        foreach (var part in (string[])["", "sub", "sub/deep"])
        {
            var path = Directory.CreateDirectory(Path.Combine(Photos, part)).FullName;
            TestPictures.Write(path, 4);
        }

        File.WriteAllText(Path.Combine(Photos, "bad.png"), "no picture");
        FlowCall.Train(Run, ["--max-steps", "1", .. Data]);
    }

    private void AssertSamePictures()
    {
        var options = new PictureOptions { ImageSize = new PictureSize(16, 12), Crop = PictureCrop.Center };
        var (photos, back) = (PictureFolder.Open(Photos, options), PictureFolder.Open(Back, new PictureOptions()));
        Assert.Equal(Enumerable.Range(0, photos.Count).Select(photos.NameOf), Enumerable.Range(0, back.Count).Select(back.NameOf));
        Assert.Equal(TestImages.All(photos).Pixels, TestImages.All(back).Pixels);
    }

    private void AssertRefused(byte[] bytes)
    {
        File.WriteAllBytes(Latents, bytes);
        var call = FlowCall.Run("decode", Latents, "--model", Run, "--out", Back);
        Assert.Equal(1, call.Code);
        Assert.Single(call.ErrorLines);
    }
}

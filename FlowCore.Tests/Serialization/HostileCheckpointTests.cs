using System.Text.Json;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Files;
using FlowCore.Files.SafeTensors;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

/// <summary>Files of a few hundred bytes that ask for gigabytes.</summary>
public sealed class HostileCheckpointTests : IDisposable
{
    // Two file buffers, a header and a few layers' names take a tenth of it; one matrix of a wide net would take 3,600 of it.
    private const long MostBytes = 1 << 20;

    private static readonly FlowConfig Small = new() { Image = new ImageShape(1, 28, 28), Levels = 1, StepsPerLevel = 1, Width = 4 };

    private readonly CpuBackend _backend = new(threads: 1);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Configurations { get; } = new()
    {
        { "wide", Json(Small with { Width = 30000 }) },
        { "widest", Json(Small with { Width = 65536 }) },
        { "deep", Json(Small with { StepsPerLevel = 4096, Levels = 2 }) },
        { "many channels", Json(Small with { Image = new ImageShape(1024, 16, 16) }) },
        { "many channels, whole matrices", Json(Small with { Image = new ImageShape(4096, 2, 2), Step = "finc,actnorm,dense,coupling" }) },
        { "most channels", Json(Small with { Image = new ImageShape(1 << 26, 2, 2) }) },
        { "thirteen levels", Json(Small with { Image = new ImageShape(1, 8192, 8192), Levels = 13 }) },
        { "fourteen levels, deep", Json(Small with { Image = new ImageShape(1, 16384, 16384), Levels = 14, StepsPerLevel = 4096 }) },
        { "large kernel", Json(Small with { Kernel = 1024 }) },
        { "large kernel on many channels", Json(Small with { Image = new ImageShape(1024, 16, 16), Kernel = 1024 }) },
        { "a kernel of no weights", Json(Small with { Kernel = 1, Width = 65536 }) },
        { "large image", Json(Small with { Image = new ImageShape(1, 16384, 16384) }) },
        { "larger image", Json(Small with { Image = new ImageShape(3, 1 << 20, 1 << 20) }) },
        { "no image", Json(Small with { Image = default }) },
        { "negative width", Json(Small with { Width = -4 }) },
        { "odd sides", Json(Small with { Image = new ImageShape(1, 27, 27) }) },
        { "levels past the image", Json(Small with { Levels = int.MaxValue }) },
        { "a member twice", Json(Small).Replace("\"width\":4", "\"width\":30000,\"width\":4", StringComparison.Ordinal) },
        { "a long one", Json(Small).Replace("{\"image\"", new string(' ', 1 << 18) + "{\"image\"", StringComparison.Ordinal) },
    };

    public void Dispose()
    {
        _folder.Dispose();
        _backend.Dispose();
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Metadata_alone_is_refused_by_name_before_there_is_memory_for_a_model(string what, string config)
    {
        var path = _folder.PathOf(what);
        Start(config).Save(path);
        Assert.StartsWith(path + ": ", Refusal(path, MostBytes + (8 * new FileInfo(path).Length)), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_beyond_the_files_tensors_are_never_made()
    {
        var images = TestImages.Noise(Small.Image, 16, 1);
        using var model = SmallFlows.Warm(_backend, Small, images);
        var path = _folder.PathOf("deeper");
        var writer = Start(Json(Small with { Image = new ImageShape(1, 28, 28), StepsPerLevel = 4096, Levels = 2 }));
        AddTensors(writer, model, (_, shape) => shape);
        writer.Save(path);
        Assert.Equal(
            $"{path}: level1.step2.finc.weight: expected a tensor [4, 8], got none among 15. The file is damaged.",
            Refusal(path, MostBytes));
    }

    [Theory]
    [InlineData("level1.step1.coupling.conv1.weight", "[4, 2, 3, 3], got [2, 4, 3, 3].")]
    [InlineData("level1.step1.actnorm.mean", "[4], got [1, 4].")]
    [InlineData("level1.step1.conv1x1.lower", "[6], got [2, 3].")]
    public void A_tensor_of_another_shape_is_refused_with_both_shapes(string name, string line)
    {
        using var model = SmallFlows.Warm(_backend, Small, TestImages.Noise(Small.Image, 16, 1));
        var path = _folder.PathOf("shapes");
        var writer = Start(Json(Small));
        AddTensors(writer, model, (tensor, shape) => tensor != name ? shape : shape.Rank switch
        {
            4 => new Shape(shape[1], shape[0], shape[2], shape[3]),
            _ => shape[0] == 6 ? new Shape(2, 3) : new Shape(1, shape[0]),
        });
        writer.Save(path);
        Assert.Equal($"{path}: {name}: expected {line} The file is damaged.", Refusal(path, MostBytes));
    }

    [Fact]
    public void A_tensor_too_many_and_one_of_another_type_are_refused()
    {
        using var model = SmallFlows.Warm(_backend, Small, TestImages.Noise(Small.Image, 16, 1));
        var path = _folder.PathOf("more");
        var writer = Start(Json(Small));
        AddTensors(writer, model, (_, shape) => shape);
        writer.Add("level2.step1.actnorm.mean", new Shape(4), new float[4]);
        writer.Save(path);
        Assert.Equal(
            $"{path}: tensors: expected only those of its configuration, got 'level2.step1.actnorm.mean' F32 [4]. The file is damaged.",
            Refusal(path, MostBytes));

        var bytes = File.ReadAllBytes(path);
        var header = System.Text.Encoding.Latin1.GetString(bytes);
        var weight = header.IndexOf("\"level1.step1.finc.weight\"", StringComparison.Ordinal);
        bytes[header.IndexOf("F32", weight, StringComparison.Ordinal)] = (byte)'I';
        File.WriteAllBytes(path, bytes);
        Assert.StartsWith(
            $"{path}: level1.step1.finc.weight: expected F32, F64, F16 or BF16, got I32.", Refusal(path, MostBytes), StringComparison.Ordinal);
    }

    private static string Json(FlowConfig config) => JsonSerializer.Serialize(config, FlowJson.Compact);

    private static SafeTensorsWriter Start(string config)
    {
        var writer = new SafeTensorsWriter();
        writer.AddMetadata("format", "flowcore-2");
        writer.AddMetadata("config", config);
        writer.AddMetadata("step", "0");
        return writer;
    }

    private static void AddTensors(SafeTensorsWriter writer, FlowModel model, Func<string, Shape, Shape> shape)
    {
        foreach (var parameter in model.Arena.Parameters)
        {
            writer.Add(parameter.Name, shape(parameter.Name, parameter.Shape), new float[parameter.Shape.Count]);
        }

        writer.Add("level1.step1.conv1x1.permutation", new Shape(4), (int[])[0, 1, 2, 3]);
        writer.Add("level1.step1.conv1x1.signs", new Shape(4), (int[])[1, 1, 1, 1]);
    }

    /// <summary>The line, if no more than so many bytes were asked for on the way to it.</summary>
    private string Refusal(string path, long mostBytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.ThrowsAny<FlowException>(() => Checkpoint.Load(path, _backend)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostBytes);
        Assert.DoesNotContain('\n', message);
        return message;
    }
}

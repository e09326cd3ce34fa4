using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class FailedJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Data_that_is_not_there_fails_before_a_folder_is_made() =>
        Fails("data: expected 'fashion-mnist' or the path of CIFAR-10 binary files, CIFAR-100 binary files, IDX files", "train", "--data", "missing", "--out", Out);

    [Fact]
    public void Data_of_another_kind_fails_and_names_the_file()
    {
        var file = _folder.Write("labels", IdxBytes.File(0x0801, [4], 4));
        Fails($"{file}: expected the IDX magic", "train", "--data", file, "--out", Out);
    }

    [Fact]
    public void Images_of_odd_sides_fit_no_model()
    {
        var file = _folder.Write("odd", IdxBytes.Grey(4, height: 7, width: 8));
        Fails(
            "--levels: expected an image with even sides for a level at all, got 1×7×8. Use --pad 8x8 or crop the images.",
            "train", "--data", file, "--out", Out);
    }

    [Fact]
    public void A_run_folder_that_cannot_be_made_fails_in_one_line()
    {
        var file = _folder.Write("file", [1]);
        Fails(
            "--out: expected a folder that can be made, got: ",
            ["train", .. FlowCall.Tiny, "--out", Path.Combine(file, "run")]);
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("eval")]
    public void A_checkpoint_that_is_not_there_or_not_one_fails(string verb)
    {
        Fails("missing: expected a safetensors file, got no such file. Check the path.", verb, "missing");
        var file = _folder.Write("junk", new byte[100]);
        Fails($"{file}: expected ", verb, file);
    }

    [Fact]
    public void Images_of_another_size_than_the_models_are_not_scored()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        var file = _folder.Write("other", IdxBytes.Grey(4, height: 8, width: 8));
        Fails(
            "images: expected 1×28×28, which the model was built for, got 1×8×8. Use other images.",
            "eval", Path.Combine(Out, "checkpoints", "last.safetensors"), "--data", file);
    }

    [Fact]
    public void A_picture_that_cannot_be_written_fails_and_leaves_nothing()
    {
        FlowCall.Train(Out, "--max-steps", "0");
        var picture = Path.Combine(_folder.PathOf("nowhere"), "samples.png");
        Fails(
            $"{picture}: expected a file that can be written, got no such folder. Create the folder first.",
            "sample", Path.Combine(Out, "checkpoints", "last.safetensors"), "--out", picture);
        Assert.Equal(["run"], _folder.Names);
    }

    private static void Fails(string line, params string[] args)
    {
        var call = FlowCall.Run(args);
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(1, call.Code);
        Assert.Empty(call.Output.Trim());
    }
}

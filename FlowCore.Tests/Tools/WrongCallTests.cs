using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class WrongCallTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("flow: expected a verb (train, sample, eval, verify, info, encode, decode, reconstruct, interpolate, vary, export, data, devices, bench), got 'trian'. Did you mean train?", "trian")]
    [InlineData("flow: expected a verb (train, sample, eval, verify, info, encode, decode, reconstruct, interpolate, vary, export, data, devices, bench), got ''.", "")]
    [InlineData("flow: expected one of its options, got '--levels'.", "--levels", "3")]
    [InlineData("train: expected one of its options, got '--levls'. Did you mean --levels?", "train", "--levls", "3")]
    [InlineData("sample: expected one of its options, got '--temp'. Did you mean --temperature?", "sample", "--temp", "1", "x")]
    [InlineData("train: expected options only here, got 'extra'.", "train", "extra")]
    [InlineData("sample: expected options only here, got 'second'.", "sample", "first", "second")]
    [InlineData("sample: expected a CHECKPOINT, got none.", "sample")]
    [InlineData("CHECKPOINT: expected a name or path, got ''.", "eval", "")]
    [InlineData("--lr: expected a value, got none.", "train", "--lr")]
    [InlineData("--lr: expected one value, got 2.", "train", "--lr", "1", "--lr", "2")]
    [InlineData("--lr: expected a number such as 0.001, got '0,001'.", "train", "--lr", "0,001")]
    [InlineData("--lr: expected a number such as 0.001, got '1,000.5'.", "train", "--lr", "1,000.5")]
    [InlineData("--lr: expected a number such as 0.001, got 'NaN'.", "train", "--lr", "NaN")]
    [InlineData("--lr: expected a number such as 0.001, got '-Infinity'.", "train", "--lr", "-Infinity")]
    [InlineData("--lr: expected a number such as 0.001, got '1e999'.", "train", "--lr", "1e999")]
    [InlineData("--lr: expected a number above 0, got -1.", "train", "--lr", "-1")]
    [InlineData("--warmup: expected 0 or more, got -1.", "train", "--warmup", "-1")]
    [InlineData("--lr-decay: expected a number in (0, 1], got 1.5.", "train", "--lr-decay", "1.5")]
    [InlineData("--grad-clip-norm: expected 0 (off) or more, got -2.", "train", "--grad-clip-norm", "-2")]
    [InlineData("--batch-size: expected 1 or more, got 0.", "train", "--batch-size", "0")]
    [InlineData("--batch-size: expected a whole number from 0 to 2147483647, got '1.5'.", "train", "--batch-size", "1.5")]
    [InlineData("--max-steps: expected a whole number from 0 to 2147483647, got '4e9'.", "train", "--max-steps", "4e9")]
    [InlineData("--max-steps: expected 0 or more, got -1.", "train", "--max-steps", "-1")]
    [InlineData("--epochs: expected 0 or more, got -0.5.", "train", "--epochs", "-0.5")]
    [InlineData("--epochs: expected at most 2147483647 steps, got 5E+201.", "train", "--epochs", "1e200")]
    [InlineData("--seed: expected a whole number from 0 to 18446744073709551615, got '-1'.", "train", "--seed", "-1")]
    [InlineData("--levels: expected at most 2 for 1×28×28 images,", "train", "--levels", "3")]
    [InlineData("--levels: expected 1 or more, got 0.", "train", "--levels", "0")]
    [InlineData("--width: expected 1 to 65536, got 2000000000.", "train", "--width", "2000000000")]
    [InlineData("--kernel: expected 1 to 1024, got 0.", "train", "--kernel", "0")]
    [InlineData("--preset: expected one of fashion-small, mnist, cifar10,", "train", "--preset", "cifar")]
    [InlineData("--preset cifar10: expected 3×32×32 images, got 1×28×28. Give --data", "train", "--preset", "cifar10")]
    [InlineData("--optimizer: expected adam, adamw or adamax, got 'sgd'.", "train", "--optimizer", "sgd")]
    [InlineData("--weight-decay: expected 0 with --optimizer adam, got 0.1.", "train", "--weight-decay", "0.1")]
    [InlineData("--device: expected auto, cpu, cuda[:i], opencl[:i] or ilgpu-cpu, got 'gpu'.", "train", "--device", "gpu")]
    [InlineData("--threads: expected 0 (one a core) to 1024, got -1.", "train", "--threads", "-1")]
    [InlineData("--out: expected a name or path, got ''.", "train", "--out", "")]
    [InlineData("--out: expected a name or path, got '--json'.", "train", "--out", "--json")]
    [InlineData("--sample-every: expected 0 or more, got -1.", "train", "--sample-every", "-1")]
    [InlineData("--count: expected 1 or more, got 0.", "sample", "model", "--count", "0")]
    [InlineData("--temperature: expected 0 or more, got -0.5.", "sample", "model", "--temperature", "-0.5")]
    [InlineData("--early-temperature: expected 0 or more, got -1.", "sample", "model", "--early-temperature", "-1")]
    [InlineData("--early-temperature: expected 0 or more, got -1.", "eval", "model", "--sample-score", "--early-temperature", "-1")]
    [InlineData("--temperature: expected samples to draw, got none. Give --sample-score too.", "eval", "model", "--temperature", "1")]
    [InlineData("--split: expected train, valid or test, got 'dev'.", "eval", "model", "--split", "dev")]
    [InlineData("--bits: expected 1 to 8, got 9.", "train", "--bits", "9")]
    [InlineData("--bits: expected 1 to 8, got 0.", "train", "--bits", "0")]
    [InlineData("--valid-fraction: expected a number in [0, 1), got 1.", "train", "--valid-fraction", "1")]
    [InlineData("--valid-fraction: expected a number in [0, 1), got -0.1.", "train", "--valid-fraction", "-0.1")]
    [InlineData("--dataset: expected one of cifar10, cifar100, idx, numpy,", "train", "--dataset", "cifar")]
    [InlineData("--channels: expected 1 or 3, got 2.", "train", "--channels", "2")]
    [InlineData("--image-size: expected a size such as 64 or 48x64, got '0'.", "train", "--image-size", "0")]
    [InlineData("--image-size: expected a size such as 64 or 48x64, got '1x2x3'.", "train", "--image-size", "1x2x3")]
    [InlineData("--crop: expected a size such as 148x148, center or none, got 'middle'.", "train", "--crop", "middle")]
    [InlineData("--channels: expected a folder of pictures, got 'fashion-mnist', which holds arrays", "train", "--channels", "1")]
    [InlineData("--pad: expected even, or a size such as 32 or 32x48, got 'odd'.", "train", "--pad", "odd")]
    [InlineData("--pad: expected even, or a size such as 32 or 32x48, got '0'.", "train", "--pad", "0")]
    [InlineData("--pad: expected at least 28×28, the images, got 32×16. Use --crop or --image-size first.", "train", "--pad", "32x16")]
    [InlineData("data: expected a verb (check, info), got none. See flow data --help.", "data")]
    [InlineData("data: expected a verb (check, info), got 'chekc'. Did you mean check?", "data", "chekc")]
    [InlineData("data check: expected a DATA, got none. See flow data check --help.", "data", "check")]
    [InlineData("data check: expected one of its options, got '--levels'.", "data", "check", "x", "--levels", "2")]
    public void A_wrong_call_exits_with_2_and_one_line(string line, params string[] args)
    {
        // Whatever is wrong, nothing may be written: the folder would show it, but for a call that names its own.
        var call = FlowCall.Run(args is ["train", .. var rest] && !args.Contains("--out")
            ? ["train", "--out", _folder.PathOf("run"), .. rest]
            : args);
        Assert.Equal(2, call.Code);
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(call.Output);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void No_verb_shows_help_and_exits_with_2()
    {
        var call = FlowCall.Run();
        Assert.Equal(2, call.Code);
        Assert.Equal("flow: expected a verb, got none. Choose one of the commands above.", Assert.Single(call.ErrorLines));
        Assert.Contains("train", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused_and_left_alone()
    {
        _folder.Write("notes.txt", [1]);
        var call = FlowCall.Run(["train", .. FlowCall.Tiny, "--max-steps", "1", "--out", _folder.Path]);
        Assert.Equal(2, call.Code);
        Assert.Equal(
            $"--out: expected a folder that is new or empty, got '{_folder.Path}', which is not. Choose another, or empty it.",
            Assert.Single(call.ErrorLines));
        Assert.Equal(["notes.txt"], _folder.Names);
    }

    [Fact]
    public void A_file_is_no_run_folder()
    {
        var file = _folder.Write("file", [1]);
        var call = FlowCall.Run(["train", .. FlowCall.Tiny, "--max-steps", "1", "--out", file]);
        Assert.Equal(2, call.Code);
        Assert.Equal(
            $"--out: expected a folder that is new or empty, got the file '{file}'. Choose another.", Assert.Single(call.ErrorLines));
    }

    [Fact]
    public void Images_too_many_for_one_picture_are_a_wrong_call()
    {
        FlowCall.Train(_folder.PathOf("run"), "--max-steps", "0");
        var call = FlowCall.Run(
            "sample", Path.Combine(_folder.PathOf("run"), "checkpoints", "last.safetensors"), "--count", "500000");
        Assert.Equal(2, call.Code);
        Assert.StartsWith(
            "picture: expected at most 268435456 pixels, got ", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }
}

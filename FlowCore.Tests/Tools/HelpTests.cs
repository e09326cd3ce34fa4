using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--preset", "[default: fashion-small]")]
    [InlineData("--data", "[default: fashion-mnist]")]
    [InlineData("--levels", "[default: the preset's]")]
    [InlineData("--steps-per-level", "[default: the preset's]")]
    [InlineData("--width", "[default: the preset's]")]
    [InlineData("--kernel", "[default: the preset's]")]
    [InlineData("--bits", "[default: 8]")]
    [InlineData("--dataset", "[default: recognised]")]
    [InlineData("--image-size", "")]
    [InlineData("--crop", "[default: none]")]
    [InlineData("--pad", "")]
    [InlineData("--channels", "[default: 1 if all are gray]")]
    [InlineData("--valid-fraction", "[default: 0]")]
    [InlineData("--split-seed", "[default: 0]")]
    [InlineData("--dry-run", "")]
    [InlineData("--batch-size", "[default: 100]")]
    [InlineData("--max-steps", "[default: 1500, or what --epochs gives]")]
    [InlineData("--epochs", "")]
    [InlineData("--lr", "[default: 0.015; 0.001 for the published presets]")]
    [InlineData("--warmup", "[default: 50]")]
    [InlineData("--schedule", "[default: exponential]")]
    [InlineData("--ema", "[default: 0.99]")]
    [InlineData("--beta2", "[default: 0.99]")]
    [InlineData("--lr-decay", "[default: 0.93]")]
    [InlineData("--grad-clip-norm", "[default: 0]")]
    [InlineData("--seed", "[default: 0]")]
    [InlineData("--device", "[default: auto]")]
    [InlineData("--out", "[default: runs/<preset>-<n>, the next free n]")]
    [InlineData("--json", "")]
    public void Help_of_train_lists_the_option_and_its_default(string option, string otherwise)
    {
        var help = FlowCall.Run("train", "--help");
        Assert.Equal((0, ""), (help.Code, help.Error));
        var line = Assert.Single(help.Output.Split('\n'), line => line.StartsWith($"  {option} ", StringComparison.Ordinal));
        Assert.EndsWith(otherwise, line.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("train")]
    [InlineData("sample")]
    [InlineData("interpolate")]
    [InlineData("vary")]
    [InlineData("eval")]
    [InlineData("info")]
    [InlineData("encode")]
    [InlineData("decode")]
    [InlineData("reconstruct")]
    [InlineData("verify")]
    [InlineData("export")]
    [InlineData("devices")]
    [InlineData("data")]
    [InlineData("data", "check")]
    [InlineData("data", "info")]
    [InlineData("bench")]
    [InlineData("bench", "ops")]
    [InlineData("bench", "gemm")]
    [InlineData("bench", "step")]
    [InlineData("bench", "layers")]
    [InlineData("bench", "sample")]
    [InlineData("bench", "growth")]
    [InlineData("bench", "tables")]
    [InlineData("bench", "units")]
    public void Help_ends_with_examples_that_parse(params string[] verb)
    {
        var help = FlowCall.Run([.. verb, "--help"]).Output;
        var examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n')[1..]
            .Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            Assert.StartsWith("flow ", example, StringComparison.Ordinal);

            // Asking for help after it: the words are understood, and nothing is run. A wrong one would be an error.
            var parsed = FlowCore.Tools.FlowCommand.Create(new Terminal(TextWriter.Null, TextWriter.Null))
                .Parse(example.Split(' ')[1..]);
            Assert.Empty(parsed.Errors);
        });
    }

    [Fact]
    public void The_version_is_the_programs()
    {
        var call = FlowCall.Run("--version");
        Assert.Equal((0, "0.1.0"), (call.Code, call.Output.TrimEnd()));
    }
}

using System.Text.Json;

namespace FlowCore.Tools.Plotting;

/// <summary>The curves of a run, read from the lines of its <c>metrics.jsonl</c>. Numbers that are not finite have no point.</summary>
internal sealed class RunCurves
{
    /// <summary>Bits/dim of each batch.</summary>
    public Series Bits { get; } = new();

    /// <summary>Bits/dim of the validation images.</summary>
    public Series ValidBits { get; } = new();

    /// <summary>The same with the average of the weights.</summary>
    public Series EmaValidBits { get; } = new();

    /// <summary>The decimal logarithm of the gradient's norm before clipping.</summary>
    public Series LogGradientNorm { get; } = new();

    /// <summary>The learning rate.</summary>
    public Series LearningRate { get; } = new();

    /// <summary>Steps that were refused; the values are 0.</summary>
    public Series Refused { get; } = new();

    /// <summary>The last step.</summary>
    public int Step { get; private set; }

    /// <summary>Adds a line.</summary>
    public void Add(JsonElement line)
    {
        Step = line.GetProperty("step").GetInt32();
        Add(Bits, Number(line, "bpd"));
        Add(ValidBits, Number(line, "validBpd"));
        Add(EmaValidBits, Number(line, "emaValidBpd"));
        Add(LearningRate, Number(line, "lr"));
        Add(LogGradientNorm, Number(line, "gradNorm") is > 0 and var norm ? Math.Log10(norm) : null);
        if (line.TryGetProperty("refused", out _))
        {
            Add(Refused, 0);
        }
    }

    private void Add(Series series, double? value)
    {
        if (value is { } number)
        {
            series.Add(Step, number);
        }
    }

    private static double? Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number ? member.GetDouble() : null;
}

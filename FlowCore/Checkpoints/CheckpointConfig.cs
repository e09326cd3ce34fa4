using System.Text.Json;
using System.Text.Json.Nodes;
using FlowCore.Files;
using FlowCore.Models;

namespace FlowCore.Checkpoints;

/// <summary>The configuration of a model as a checkpoint has it, in this format and in the one before.</summary>
internal static class CheckpointConfig
{
    /// <summary>What is written.</summary>
    public const string Format = "flowcore-2";

    private const string Name = "config";

    // Its configurations say denseConv1x1 for a unit of a step, and recompute, which is now how a model is trained.
    private const string FormatBefore = "flowcore-1";

    // A configuration has some three hundred.
    private const int LongestConfig = 1 << 16;

    /// <summary>A configuration as one line of JSON.</summary>
    public static string Write(FlowConfig config) => JsonSerializer.Serialize(config, FlowJson.Compact);

    /// <summary>Whether a file says that it is in a format that can be read here.</summary>
    public static bool IsReadable(string format) => format is Format or FormatBefore;

    /// <summary>Reads a configuration.</summary>
    /// <param name="format">One that is readable.</param>
    /// <param name="json">The line.</param>
    /// <param name="catalog">What its names mean, or null for the usual.</param>
    /// <exception cref="FlowException">It is none; the line does not name the file.</exception>
    public static FlowConfig Read(string format, string json, FlowCatalog? catalog)
    {
        var config = Parse(format, json);
        try
        {
            config.Validate(catalog);
            return config;
        }
        catch (FlowException refusal)
        {
            throw refusal.Inside(Name, "");
        }
    }

    /// <summary>Reads a configuration whose names may mean nothing.</summary>
    /// <param name="format">One that is readable.</param>
    /// <param name="json">The line.</param>
    /// <exception cref="FlowException">It is none; the line does not name the file.</exception>
    public static FlowConfig Parse(string format, string json)
    {
        if (json.Length > LongestConfig)
        {
            throw Refusal($"a model's configuration of at most {LongestConfig} letters", $"{json.Length}");
        }

        try
        {
            return (format == Format ? JsonSerializer.Deserialize<FlowConfig>(json, FlowJson.Compact) : ReadBefore(json))
                ?? throw Refusal("a model's configuration", "null");
        }
        catch (JsonException failure)
        {
            throw Refusal("a model's configuration", $"other JSON: {failure.Message}");
        }
    }

    private static FlowException Refusal(string expected, string got) => new(Name, expected, got, "");

    private static FlowConfig? ReadBefore(string json)
    {
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
        if (JsonNode.Parse(json, documentOptions: options) is not JsonObject members)
        {
            return null;
        }

        members.Remove("recompute");
        if (members.Remove("denseConv1x1", out var dense) && dense?.GetValueKind() == JsonValueKind.True)
        {
            members["step"] = FlowConfig.DefaultStep.Replace("plu", "dense", StringComparison.Ordinal);
        }

        return members.Deserialize<FlowConfig>(FlowJson.Compact);
    }
}

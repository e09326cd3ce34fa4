using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>How a model is verified.</summary>
public sealed record VerificationOptions
{
    /// <summary>What passes.</summary>
    public VerificationLimits Limits { get; init; } = new();

    /// <summary>Seeds every draw: dequantisation, latents, directions, unusual images.</summary>
    public ulong Seed { get; init; }

    /// <summary>Points of the model, and as many of a normal, by which its total probability is estimated; 0 to leave that out.</summary>
    public int NormalizationPoints { get; init; } = 8000;

    /// <summary>Another backend to compare with, or null for none. It stays the caller's.</summary>
    public IBackend? Against { get; init; }

    /// <summary>What the configuration's names mean, or null for <see cref="FlowCatalog.Standard"/>.</summary>
    public FlowCatalog? Catalog { get; init; }

    /// <summary>Is told what is looked at next, or null.</summary>
    public Action<string>? Progress { get; init; }
}

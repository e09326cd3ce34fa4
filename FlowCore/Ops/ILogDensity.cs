using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>The log-density of one latent element and its derivative, in the same three forms as <see cref="IActivation"/>.</summary>
public interface ILogDensity
{
    /// <summary>The name in tables and messages.</summary>
    static abstract string Name { get; }

    /// <summary><c>ln p(z)</c>, in nats.</summary>
    static abstract float LogDensity(float z);

    /// <inheritdoc cref="LogDensity(float)"/>
    static abstract double LogDensity(double z);

    /// <inheritdoc cref="LogDensity(float)"/>
    static abstract Vector512<float> LogDensity(Vector512<float> z);

    /// <summary>The score, <c>d ln p(z) / dz</c>.</summary>
    static abstract float Score(float z);

    /// <inheritdoc cref="Score(float)"/>
    static abstract double Score(double z);

    /// <inheritdoc cref="Score(float)"/>
    static abstract Vector512<float> Score(Vector512<float> z);
}

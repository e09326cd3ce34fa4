using FlowCore.Random;

namespace FlowCore.Backends;

/// <content>The density of latents, and draws of them.</content>
public partial interface IBackend
{
    /// <summary><c>y[n] += Σ_{c,p} ln p(z[c, n, p])</c>.</summary>
    void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity;

    /// <summary><c>dz (+)= dy[n]·(ln p)'(z)</c>.</summary>
    void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity => throw Lacks();

    /// <summary><c>x[c, n, p] = scale·ε</c> with ε standard normal, drawn by (key, ids[n], element index in [C, H, W]).</summary>
    void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale);
}

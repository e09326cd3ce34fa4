using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// An element-wise function whose slope is known from its value, in the forms that the backends need: scalar for
/// kernels that a GPU compiles, vector for the CPU's loops, double for the reference. A conformance row holds them together.
/// </summary>
public interface IActivation
{
    /// <summary>The name in tables and messages.</summary>
    static abstract string Name { get; }

    /// <summary><c>y = f(x)</c>.</summary>
    static abstract float Forward(float x);

    /// <inheritdoc cref="Forward(float)"/>
    static abstract double Forward(double x);

    /// <inheritdoc cref="Forward(float)"/>
    static abstract Vector512<float> Forward(Vector512<float> x);

    /// <summary><c>f'(x)</c> from <c>y = f(x)</c>, so that the input need not be kept.</summary>
    static abstract float Slope(float y);

    /// <inheritdoc cref="Slope(float)"/>
    static abstract double Slope(double y);

    /// <inheritdoc cref="Slope(float)"/>
    static abstract Vector512<float> Slope(Vector512<float> y);
}

using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// The rule of an optimizer that keeps two numbers for each parameter, on one element, in the forms of a kernel and of a CPU's
/// loop. Its fields are floats only, since not every GPU has doubles.
/// </summary>
public interface IMomentUpdate
{
    /// <summary>The new first moment.</summary>
    float First(float m, float g);

    /// <inheritdoc cref="First(float, float)"/>
    Vector512<float> First(Vector512<float> m, Vector512<float> g);

    /// <summary>The new second moment, or what is in its place.</summary>
    float Second(float v, float g);

    /// <inheritdoc cref="Second(float, float)"/>
    Vector512<float> Second(Vector512<float> v, Vector512<float> g);

    /// <summary>
    /// The new parameter, from the new moments. Decay and step are added before they meet the parameter: they are small,
    /// and it is rounded once.
    /// </summary>
    float Parameter(float p, float m, float v);

    /// <inheritdoc cref="Parameter(float, float, float)"/>
    Vector512<float> Parameter(Vector512<float> p, Vector512<float> m, Vector512<float> v);
}

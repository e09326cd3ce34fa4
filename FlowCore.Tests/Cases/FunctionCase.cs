using System.Runtime.Intrinsics;

namespace FlowCore.Tests.Cases;

/// <summary>A function of one number in its three forms.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Scalar">What a kernel inlines.</param>
/// <param name="Vector">What the CPU's loops inline.</param>
/// <param name="Exact">The same in double.</param>
/// <param name="Low">The least argument at which float and double are compared.</param>
/// <param name="High">The largest of them.</param>
/// <param name="Relative">How far the float form may be, relative to the double one.</param>
/// <param name="Absolute">And besides that, where the double one is near 0.</param>
/// <param name="Reason">Where these bounds come from.</param>
internal sealed record FunctionCase(
    string Name,
    Func<float, float> Scalar,
    Func<Vector512<float>, Vector512<float>> Vector,
    Func<double, double> Exact,
    float Low,
    float High,
    double Relative,
    double Absolute,
    string Reason);

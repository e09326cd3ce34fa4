using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>An element-wise function with its constants; a struct, so that the loops of <see cref="Lanes"/> inline it.</summary>
internal interface ILaneFunction
{
    /// <summary><c>f(x)</c>, lane by lane.</summary>
    Vector512<float> Apply(Vector512<float> x);
}

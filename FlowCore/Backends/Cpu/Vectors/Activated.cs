using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>An activation as the function of a loop.</summary>
internal readonly struct Activated<TActivation> : ILaneFunction
    where TActivation : struct, IActivation
{
    public Vector512<float> Apply(Vector512<float> x) => TActivation.Forward(x);
}

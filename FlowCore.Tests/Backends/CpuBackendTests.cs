using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Backends;

public sealed class CpuBackendTests
{
    [VectorWidthFact]
    public void Vectors_are_as_narrow_as_the_run_was_told()
    {
        var bits = VectorWidthFactAttribute.Bits!.Value;
        Assert.Equal(bits >= 512, Vector512.IsHardwareAccelerated);
        Assert.Equal(bits >= 256, Vector256.IsHardwareAccelerated);
        using var backend = new CpuBackend(threads: 1);
        Assert.Contains($"{bits}-bit vectors", backend.Name, StringComparison.Ordinal);
    }
}

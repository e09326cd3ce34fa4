using System.Reflection;
using FlowCore.Gpu.Kernels;
using FlowCore.Tests.Support;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>Every kernel compiles for a GPU, on a machine that has none.</summary>
public sealed class KernelLoweringTests
{
    // Beyond these a kernel needs a library, or is less exact on one device than on another, or is not everywhere.
    private static readonly string[] NotInPtx =
        [".extern .func", ".approx", ".ftz", ".f64", "atom.", "red.global", "red.shared", "shfl."];
    private static readonly string[] NotInOpenCL =
        ["double", "atomic_", "sub_group_", "work_group_reduce", "work_group_broadcast"];

    public static TheoryData<string> Rows { get; } = new(KernelCatalog.Compilations.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_kernel_compiles_to_PTX_and_needs_nothing_beyond_it(string name)
    {
        // A context of its own: the first failure in one makes all that follow it fail.
        using var context = NewContext();
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null!);
        var ptx = ((PTXCompiledKernel)Compile(backend, name)).PTXAssembly;
        Assert.Contains(".entry", ptx, StringComparison.Ordinal);
        Assert.All(NotInPtx, word => Assert.DoesNotContain(word, ptx, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_kernel_compiles_to_OpenCL_C_and_needs_nothing_beyond_it(string name)
    {
        using var context = NewContext();

        // No half, no double, no 64-bit atomics, no sub-groups; without a generic address space ILGPU compiles nothing.
        var capabilities = new CLCapabilityContext(false, false, true, false, false);
        using var backend = new CLBackend(context, capabilities, CLDeviceVendor.Other, CLCVersion.CL30);
        var source = ((CLCompiledKernel)Compile(backend, name)).Source;
        Assert.Contains("kernel void", source, StringComparison.Ordinal);
        Assert.All(NotInOpenCL, word => Assert.DoesNotContain(word, source, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(ApproximateKernel), ".approx")]
    [InlineData(typeof(ExternalKernel), ".extern .func")]
    [InlineData(typeof(DoubleKernel), ".f64")]
    public void What_must_not_be_there_would_be_seen(Type kernel, string word)
    {
        using var context = NewContext();
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null!);
        var entry = KernelCatalog.EntriesOf(kernel).First().MakeGenericMethod(kernel);
        Assert.Contains(word, ((PTXCompiledKernel)Compile(backend, entry)).PTXAssembly, StringComparison.Ordinal);
        Assert.Contains(word, NotInPtx);
    }

    [Fact]
    public void Generic_kernels_are_compiled_for_every_operator() => Assert.All(
        ["Identity", "Relu", "BoundedLogScale", "Elu", "EluSlope", "Exponential"],
        name => Assert.Contains($"Elements: ActivateGradientKernel<{name}>", KernelCatalog.Compilations.Keys));

    [Fact]
    public void Every_kernel_has_an_entry_point_and_every_entry_point_a_kernel()
    {
        var kernels = KernelCatalog.Kernels;
        Assert.NotEmpty(kernels);
        Assert.All(kernels, kernel => Assert.NotEmpty(KernelCatalog.Close(kernel)));
        Assert.All(kernels, kernel => Assert.NotEmpty(KernelCatalog.EntriesOf(kernel)));
        Assert.All(KernelCatalog.EntryPoints, entry => Assert.Contains(
            kernels, kernel => KernelCatalog.EntriesOf(kernel).Contains(entry)));
        Assert.All(KernelCatalog.Interfaces, face => Assert.Contains(
            KernelCatalog.EntryPoints, entry => entry.GetGenericArguments()[0].GetGenericParameterConstraints().Contains(face)));
    }

    private static Context NewContext() =>
        Context.Create(builder => builder.Optimize(OptimizationLevel.O2).EnableAlgorithms());

    private static CompiledKernel Compile(Backend backend, string name) => Compile(backend, KernelCatalog.Compilations[name]);

    private static CompiledKernel Compile(Backend backend, MethodInfo entry) =>
        backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(entry), KernelSpecialization.Empty);

    private readonly struct ApproximateKernel(ArrayView<float> x) : IElementKernel
    {
        private readonly ArrayView<float> _x = x;

        public void Run(long index) => _x[index] = MathF.Exp(_x[index]);
    }

    private readonly struct ExternalKernel(ArrayView<float> x) : IElementKernel
    {
        private readonly ArrayView<float> _x = x;

        public void Run(long index) => _x[index] = MathF.FusedMultiplyAdd(_x[index], 2f, 1f);
    }

    private readonly struct DoubleKernel(ArrayView<float> x) : IElementKernel
    {
        private readonly ArrayView<float> _x = x;

        public void Run(long index) => _x[index] = (float)(_x[index] * 0.1);
    }
}

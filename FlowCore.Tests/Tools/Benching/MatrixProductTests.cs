using FlowCore.Backends.Cpu;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Tools.Benching;

public sealed class MatrixProductTests(OpenDevice.Emulator emulator) : IClassFixture<OpenDevice.Emulator>
{
    [Fact]
    public void A_product_is_two_operations_a_multiply_add_and_reads_and_writes_its_matrices_once()
    {
        using var backend = new CpuBackend(threads: 1);
        var row = MatrixProduct.Yardstick.Row(backend);
        Assert.Equal(2.0 * 512 * 512 * 16384, row.Flops);
        Assert.Equal(4.0 * ((512 * 512) + (512 * 16384) + (512 * 16384)), row.Bytes);
    }

    [Fact]
    public void The_emulator_gets_smaller_ones()
    {
        using var backend = new CpuBackend(threads: 1);
        Assert.Equal(MatrixProduct.Yardstick, MatrixProduct.Yardstick.On(backend));
        Assert.Equal(new MatrixProduct(64, 2048, 64), MatrixProduct.Yardstick.On(emulator.Backend));
        Assert.Equal(new MatrixProduct(32, 256, 36), MatrixProduct.Small.On(emulator.Backend));
    }
}

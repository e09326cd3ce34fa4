using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// <c>y = w3 ∗ f(w2·f(w1 ∗ x + b1) + b2)</c>, a panel of pixels through all three layers before the next: hidden activations
/// go from tile to tile in the nearest cache. The last convolution multiplies first and shifts after.
/// </summary>
internal static unsafe class NetForward
{
    public static void Run<TTile, TDot, TActivation>(
        Workspace workspace, ChannelRows x, NetWeights weights, float* hidden, ChannelRows y, Shape images)
        where TTile : struct, IGemmTile
        where TDot : struct, IDotTile
        where TActivation : struct, IActivation
    {
        var plan = new NetPlan<TTile, TDot>(workspace, weights, images);
        var first = KernelView.Of(weights.Weight1);
        var second = KernelView.Of(weights.Weight2);
        var third = KernelView.Of(weights.Weight3);
        var bias1 = CpuStorage.PointerOf(weights.Bias1);
        var bias2 = CpuStorage.PointerOf(weights.Bias2);
        var kernels = new NetKernels(workspace, TTile.Rows, third, first, second);
        using var kernelMemory = kernels.Memory;
        var partition = NetPartition.ForThreads(plan.Pixels, plan.Last.Reach, TTile.Columns, workspace.Threads);
        using var seamMemory = workspace.Scratch(Seams.Size(partition, plan.Last, plan.Outputs));
        var seams = new Seams(partition, plan.Last, plan.Outputs, seamMemory.Pointer);
        var window = new ProductWindow(partition, plan.Last, plan.Outputs, seams);
        using var windows = workspace.Scratch(workspace.Threads * window.Size);

        // Where nothing is kept, a panel of each layer a thread is all there is.
        var panelSize = Panels.Stride<TDot>(Math.Max(plan.InputRows, plan.Width));
        using var panels = workspace.Scratch(workspace.Threads * 3 * panelSize);
        var windowMemory = windows.Pointer;
        var panelMemory = panels.Pointer;
        var (w1, w2, w3) = (kernels.Gathering(first), kernels.Gathering(second), kernels.Scattering(third));
        workspace.Team.For(partition.Parts, (part, worker) =>
        {
            var products = windowMemory + (worker * window.Size);
            var gathered = panelMemory + (worker * 3 * panelSize);
            var h1 = gathered + panelSize;
            for (var index = 0; index < partition.Blocks(part); index++)
            {
                var block = partition.Block(part, index);
                var product = window.Block(products);
                for (var column = block.Start; column < block.End; column += TTile.Columns, product += TTile.Columns)
                {
                    var h2 = hidden is null ? h1 + panelSize : hidden + plan.HiddenAt(column);
                    var valid = (int)Math.Min(TTile.Columns, block.End - column);
                    Panels.Gather(x, plan.First, column, valid, TTile.Columns, gathered);
                    Panels.Activate<TTile, TActivation>(w1, gathered, bias1, h1);
                    Panels.Activate<TTile, TActivation>(w2, h1, bias2, h2);
                    Panels.Multiply<TTile>(w3, h2, product, window.Stride, valid);
                }

                window.Finish(part, block, products, y, accumulate: false);
            }
        });
        seams.Sum(workspace, y, accumulate: false);
    }
}

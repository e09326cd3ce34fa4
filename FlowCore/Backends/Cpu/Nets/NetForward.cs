using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// <c>y = w3 ∗ f(w2·f(w1 ∗ x + b1) + b2)</c>, a panel of pixels through all three layers before the next: hidden activations
/// go from tile to tile in the nearest cache. The last convolution multiplies first and shifts after, band by band.
/// </summary>
internal static unsafe class NetForward
{
    public static void Run<TTile, TDot, TActivation>(
        CpuBackend backend, Planes x, NetWeights weights, float* hidden, Planes y, Shape images)
        where TTile : struct, IGemmTile
        where TDot : struct, IDotTile
        where TActivation : struct, IActivation
    {
        var plan = new NetPlan<TTile, TDot>(backend, weights, images);
        var first = CpuBackend.KernelOf(weights.Weight1);
        var second = CpuBackend.KernelOf(weights.Weight2);
        var third = CpuBackend.KernelOf(weights.Weight3);
        var bias1 = CpuBackend.Pointer(weights.Bias1);
        var bias2 = CpuBackend.Pointer(weights.Bias2);
        var kernels = new NetKernels(backend, TTile.Rows, third, first, second);
        using var kernelMemory = kernels.Memory;
        var guard = BandEdges.Guard(plan.Last);
        var stride = plan.Bands.Longest + TTile.Columns + (2L * guard);
        using var products = backend.Scratch(backend.Threads * (plan.OutputRows * stride));
        using var edgeMemory = backend.Scratch(BandEdges.Size(plan.Bands, plan.Last, plan.Outputs));
        var edges = new BandEdges(plan.Bands, plan.Last, plan.Outputs, edgeMemory.Pointer);

        // Where nothing is kept, a panel of each layer a thread is all there is.
        var panelSize = Panels.Stride<TDot>(Math.Max(plan.InputRows, plan.Width));
        using var panels = backend.Scratch(backend.Threads * 3 * panelSize);
        var productMemory = products.Pointer;
        var panelMemory = panels.Pointer;
        var (w1, w2, w3) = (kernels.Gathering(first), kernels.Gathering(second), kernels.Scattering(third));
        backend.Team.For(plan.Bands.Count, (index, worker) =>
        {
            var (start, end) = plan.Bands[index];
            var product = productMemory + (worker * plan.OutputRows * stride) + guard;
            var gathered = panelMemory + (worker * 3 * panelSize);
            var h1 = gathered + panelSize;
            var h2 = h1 + panelSize;
            var step = 0L;
            if (hidden is not null)
            {
                h2 = hidden + (index * plan.HiddenPerBand);
                step = Panels.Stride<TDot>(plan.Width);
            }

            for (var column = start; column < end; column += TTile.Columns)
            {
                var valid = (int)Math.Min(TTile.Columns, end - column);
                Panels.Gather(x, plan.First, column, valid, TTile.Columns, gathered);
                Panels.Activate<TTile, TActivation>(w1, gathered, bias1, h1);
                Panels.Activate<TTile, TActivation>(w2, h1, bias2, h2);
                Panels.Multiply<TTile>(w3, h2, product + (column - start), stride, valid);
                h2 += step;
            }

            edges.Sum(index, product, stride, y, accumulate: false);
        });
        edges.AddTo(backend, y);
    }
}

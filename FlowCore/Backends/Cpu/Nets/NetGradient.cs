using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The gradients of <see cref="NetForward"/>. Where the parts of the weights' gradients keep every thread busy, a part goes
/// block by block: a panel of pixels goes back through all three layers, and what a block leaves in the cache makes its share.
/// Where they are too few for the threads, all pixels go back first, cut as finely as one likes, and the dot products are shared
/// out by rows after. The bits are the same: what is added up together does not change.
/// </summary>
internal sealed unsafe class NetGradient<TTile, TDot, TActivation>
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
    where TActivation : struct, IActivation
{
    private readonly Workspace _workspace;
    private readonly NetPlan<TTile, TDot> _plan;
    private readonly NetPartition _sums;
    private readonly NetBack<TTile, TDot, TActivation> _back;
    private readonly NetDots<TDot> _dots;
    private readonly PanelSizes _sizes;
    private readonly float* _hidden;

    /// <param name="workspace">Whose threads and memory are used.</param>
    /// <param name="plan">The sizes.</param>
    /// <param name="back">The way of a block through the layers.</param>
    /// <param name="hidden">What was kept of the hidden layers, or null.</param>
    /// <param name="dots">The sums of the weights' gradients.</param>
    /// <param name="sums">How they are cut.</param>
    private NetGradient(
        Workspace workspace,
        NetPlan<TTile, TDot> plan,
        NetBack<TTile, TDot, TActivation> back,
        float* hidden,
        NetDots<TDot> dots,
        NetPartition sums)
    {
        (_workspace, _plan, _back, _dots, _sums) = (workspace, plan, back, dots, sums);
        _hidden = hidden;
        _sizes = new PanelSizes(
            Panels.Stride<TDot>(plan.InputRows), Panels.Stride<TDot>(plan.OutputRows), plan.HiddenStride, hidden is null ? 4 : 3);
    }

    /// <inheritdoc cref="IBackend.CouplingNetGradient"/>
    public static void Run(
        Workspace workspace, ChannelRows x, NetWeights weights, float* hidden, ChannelRows dy, Shape images, ChannelRows? dx, bool accumulate, NetWeights gradients)
    {
        var plan = new NetPlan<TTile, TDot>(workspace, weights, images);
        var back = new NetBack<TTile, TDot, TActivation>(workspace, plan, weights, x, dy, hidden is null, dx is not null);
        using var kernels = back.KernelMemory;
        var sums = NetPartition.ForSums(images.Columns, plan.FirstReversed.Reach, TTile.Columns);
        var layout = new NetSumLayout(plan.Width, plan.InputRows, plan.OutputRows);
        using var parts = workspace.Scratch(sums.Parts * layout.Size);
        var gradient = new NetGradient<TTile, TDot, TActivation>(
            workspace, plan, back, hidden, new NetDots<TDot>(layout, parts.Pointer), sums);
        if (sums.KeepsBusy(workspace.Threads))
        {
            gradient.PartByPart(dx, accumulate);
        }
        else
        {
            gradient.LayersThenDots(dx, accumulate);
        }

        new NetSums(layout, parts.Pointer, sums.Parts).AddTo(workspace, gradients, plan.Last.Taps);
    }

    private void PartByPart(ChannelRows? dx, bool accumulate)
    {
        using var seamMemory = _workspace.Scratch(Seams.Size(_sums, _plan.FirstReversed, _plan.Inputs));
        var seams = new Seams(_sums, _plan.FirstReversed, _plan.Inputs, seamMemory.Pointer);
        var window = new ProductWindow(_sums, _plan.FirstReversed, _plan.Inputs, seams);
        var panels = _sums.LongestBlock / TTile.Columns;
        var size = window.Size + (panels * _sizes.All);
        using var memory = _workspace.Scratch(_workspace.Threads * size);
        var first = memory.Pointer;
        _workspace.Team.For(_sums.Parts, (part, worker) =>
        {
            var products = first + (worker * size);
            for (var index = 0; index < _sums.Blocks(part); index++)
            {
                var block = _sums.Block(part, index);
                var h2 = _hidden is null ? null : _hidden + _plan.HiddenAt(block.Start);
                var activations = NetActivations.In(_sizes, panels, products + window.Size, h2);
                _back.Run(block, activations, window.Block(products), window.Stride);
                _dots.Add(part, activations, NetPlan<TTile, TDot>.PanelsOf(block.Count), isFirst: index == 0);
                if (dx is { } target)
                {
                    window.Finish(part, block, products, target, accumulate);
                }
            }
        });
        Finish(seams, dx, accumulate);
    }

    private void LayersThenDots(ChannelRows? dx, bool accumulate)
    {
        var partition = NetPartition.ForThreads(_plan.Pixels, _plan.FirstReversed.Reach, TTile.Columns, _workspace.Threads);
        using var seamMemory = _workspace.Scratch(Seams.Size(partition, _plan.FirstReversed, _plan.Inputs));
        var seams = new Seams(partition, _plan.FirstReversed, _plan.Inputs, seamMemory.Pointer);
        var window = new ProductWindow(partition, _plan.FirstReversed, _plan.Inputs, seams);
        var panels = NetPlan<TTile, TDot>.PanelsOf(_plan.Pixels);
        using var windows = _workspace.Scratch(_workspace.Threads * window.Size);
        using var memory = _workspace.Scratch(panels * _sizes.All);
        var activations = NetActivations.In(_sizes, panels, memory.Pointer, _hidden);
        var windowMemory = windows.Pointer;
        _workspace.Team.For(partition.Parts, (part, worker) =>
        {
            var products = windowMemory + (worker * window.Size);
            for (var index = 0; index < partition.Blocks(part); index++)
            {
                var block = partition.Block(part, index);
                _back.Run(block, activations.After(block.Start / TTile.Columns), window.Block(products), window.Stride);
                if (dx is { } target)
                {
                    window.Finish(part, block, products, target, accumulate);
                }
            }
        });
        Finish(seams, dx, accumulate);

        var tasks = _dots.Tasks;
        _workspace.Team.For(_sums.Parts * tasks, (index, _) =>
        {
            var (part, task) = Math.DivRem(index, tasks);
            for (var number = 0; number < _sums.Blocks(part); number++)
            {
                var block = _sums.Block(part, number);
                var here = activations.After(block.Start / TTile.Columns);
                _dots.Add(part, here, NetPlan<TTile, TDot>.PanelsOf(block.Count), isFirst: number == 0, task);
            }
        });
    }

    private void Finish(Seams seams, ChannelRows? dx, bool accumulate)
    {
        if (dx is { } target)
        {
            seams.Sum(_workspace, target, accumulate);
        }
    }
}

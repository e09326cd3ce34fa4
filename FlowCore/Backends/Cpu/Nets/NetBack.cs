using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>The way of a block back through a net, a panel through all three layers before the next.</summary>
internal sealed unsafe class NetBack<TTile, TDot, TActivation>
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
    where TActivation : struct, IActivation
{
    private readonly NetPlan<TTile, TDot> _plan;
    private readonly ChannelRows _x, _dy;
    private readonly float* _bias1, _bias2;
    private readonly bool _computesH2, _wantsInput;
    private readonly PackedKernel _first, _second, _thirdTransposed, _secondTransposed, _firstTransposed;

    /// <param name="workspace">Whose memory is used.</param>
    /// <param name="plan">The sizes.</param>
    /// <param name="weights">The net.</param>
    /// <param name="x">Its input.</param>
    /// <param name="dy">The gradient of its output.</param>
    /// <param name="computesH2">Whether the second hidden layer was not kept.</param>
    /// <param name="wantsInput">Whether the gradient of the input is wanted.</param>
    public NetBack(
        Workspace workspace, NetPlan<TTile, TDot> plan, NetWeights weights, ChannelRows x, ChannelRows dy, bool computesH2, bool wantsInput)
    {
        (_plan, _x, _dy, _computesH2, _wantsInput) = (plan, x, dy, computesH2, wantsInput);
        _bias1 = CpuStorage.PointerOf(weights.Bias1);
        _bias2 = CpuStorage.PointerOf(weights.Bias2);
        var first = KernelView.Of(weights.Weight1);
        var second = KernelView.Of(weights.Weight2);
        var thirdTransposed = KernelView.Of(weights.Weight3).Transposed();
        var kernels = new NetKernels(
            workspace, TTile.Rows, first.Transposed(), first, second, second.Transposed(), thirdTransposed);
        KernelMemory = kernels.Memory;
        _first = kernels.Gathering(first);
        _second = computesH2 ? kernels.Gathering(second) : default;
        _thirdTransposed = kernels.Gathering(thirdTransposed);
        _secondTransposed = kernels.Gathering(second.Transposed());
        _firstTransposed = wantsInput ? kernels.Scattering(first.Transposed()) : default;
    }

    /// <summary>Where the kernels lie, which the caller gives back.</summary>
    public ScratchMemory KernelMemory { get; }

    /// <summary>Takes a block back.</summary>
    /// <param name="block">Its pixels.</param>
    /// <param name="a">What its dot products are taken of, <c>=</c>.</param>
    /// <param name="product">Row 0 of the products of the gradient of the input at the block's first pixel, <c>=</c> if they are wanted.</param>
    /// <param name="stride">Floats from one row of products to the next.</param>
    public void Run(PixelRange block, NetActivations a, float* product, long stride)
    {
        for (var column = block.Start; column < block.End; column += TTile.Columns, product += TTile.Columns)
        {
            var valid = (int)Math.Min(TTile.Columns, block.End - column);
            Panels.Gather(_x, _plan.First, column, valid, TTile.Columns, a.X);
            Panels.Gather(_dy, _plan.LastReversed, column, valid, TTile.Columns, a.Dy);
            Panels.Activate<TTile, TActivation>(_first, a.X, _bias1, a.H1);
            if (_computesH2)
            {
                Panels.Activate<TTile, TActivation>(_second, a.H1, _bias2, a.H2);
            }

            Panels.ActivateGradient<TTile, TActivation>(_thirdTransposed, a.Dy, a.H2, a.Dh2);
            Panels.ActivateGradient<TTile, TActivation>(_secondTransposed, a.Dh2, a.H1, a.Dh1);
            if (_wantsInput)
            {
                Panels.Multiply<TTile>(_firstTransposed, a.Dh1, product, stride, valid);
            }

            a = a.After(panels: 1);
        }
    }
}

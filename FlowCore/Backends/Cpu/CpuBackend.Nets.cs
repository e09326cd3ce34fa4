using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Nets;

namespace FlowCore.Backends.Cpu;

/// <content>The net of a coupling.</content>
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public Shape HiddenShape(int width, Shape images) => Vector512.IsHardwareAccelerated
        ? NetPlan<GemmTile512, DotTile512>.HiddenShape(width, images)
        : Vector256.IsHardwareAccelerated ? NetPlan<GemmTile256, DotTile256>.HiddenShape(width, images)
        : NetPlan<GemmTile128, DotTile128>.HiddenShape(width, images);

    /// <inheritdoc/>
    public void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation
    {
        if (x.Shape.Columns == 0)
        {
            return;
        }

        if (Vector512.IsHardwareAccelerated)
        {
            CouplingNet<GemmTile512, DotTile512, TActivation>(x, weights, hidden, y);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            CouplingNet<GemmTile256, DotTile256, TActivation>(x, weights, hidden, y);
        }
        else
        {
            CouplingNet<GemmTile128, DotTile128, TActivation>(x, weights, hidden, y);
        }
    }

    /// <inheritdoc/>
    public void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation
    {
        if (x.Shape.Columns == 0)
        {
            return;
        }

        if (Vector512.IsHardwareAccelerated)
        {
            CouplingNetGradient<GemmTile512, DotTile512, TActivation>(x, weights, hidden, dy, dx, accumulate, gradients);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            CouplingNetGradient<GemmTile256, DotTile256, TActivation>(x, weights, hidden, dy, dx, accumulate, gradients);
        }
        else
        {
            CouplingNetGradient<GemmTile128, DotTile128, TActivation>(x, weights, hidden, dy, dx, accumulate, gradients);
        }
    }

    private void CouplingNet<TTile, TDot, TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TTile : struct, IGemmTile
        where TDot : struct, IDotTile
        where TActivation : struct, IActivation =>
        NetForward.Run<TTile, TDot, TActivation>(
            this,
            PlanesOf(x),
            weights,
            Pointer(weights.Bias1),
            Pointer(weights.Bias2),
            hidden is null ? null : Pointer(hidden),
            PlanesOf(y),
            x.Shape);

    private void CouplingNetGradient<TTile, TDot, TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TTile : struct, IGemmTile
        where TDot : struct, IDotTile
        where TActivation : struct, IActivation =>
        new NetGradient<TTile, TDot, TActivation>(
            this,
            new NetPlan<TTile, TDot>(this, weights, x.Shape),
            PlanesOf(x),
            Pointer(weights.Bias1),
            Pointer(weights.Bias2),
            hidden is null ? null : Pointer(hidden),
            PlanesOf(dy)).Run(weights, dx is null ? null : PlanesOf(dx), accumulate, gradients);
}

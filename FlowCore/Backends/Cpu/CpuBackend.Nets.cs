namespace FlowCore.Backends.Cpu;

/// <content>The net of a coupling.</content>
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public Shape HiddenShape(int width, Shape images) => _kernels.HiddenShape(width, images);

    /// <inheritdoc/>
    public void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation
    {
        if (x.Shape.Columns > 0)
        {
            _kernels.CouplingNet<TActivation>(_workspace, x, weights, hidden, y);
        }
    }

    /// <inheritdoc/>
    public void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation
    {
        if (x.Shape.Columns > 0)
        {
            _kernels.CouplingNetGradient<TActivation>(_workspace, x, weights, hidden, dy, dx, accumulate, gradients);
        }
    }
}

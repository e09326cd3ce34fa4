namespace FlowCore.Layers;

/// <content>
/// What float32 makes of the inverse: a layer that is invertible on paper can amplify roundings, and latents, beyond any use. A
/// layer that can tell says so here, without its parts' answers, which are asked for themselves.
/// </content>
public abstract partial class Bijector
{
    /// <summary>
    /// The gain of its inverse, <c>‖K⁻¹‖₂</c> of a linear layer K of one image: how much longer a rounding of its output can be
    /// in its input. NaN where its weights are; infinity where it is beyond a float. Null of a layer for which it says nothing.
    /// </summary>
    /// <param name="backend">Where its weights are.</param>
    public virtual double? InverseGain(IBackend backend) => null;

    /// <summary>
    /// The condition number in the 2-norm of a matrix that it mixes channels with, <c>‖W‖₂·‖W⁻¹‖₂</c>: what a change of scale
    /// before or after it cannot take back. NaN where its weights are; infinity of a singular one. Null of a layer without one.
    /// </summary>
    /// <param name="backend">Where its weights are.</param>
    public virtual double? Condition(IBackend backend) => null;

    /// <summary>
    /// Moves its weights to where <see cref="InverseGain"/> is at most <paramref name="most"/>, and leaves them alone where it
    /// is already. A function of the weights alone, so that training with it can be resumed. Weights that are not finite stay.
    /// </summary>
    /// <param name="backend">Where its weights are.</param>
    /// <param name="most">The bound, above 1.</param>
    public virtual void BoundInverseGain(IBackend backend, double most)
    {
    }
}

using System.Collections.Immutable;

namespace FlowCore.Backends;

/// <content>
/// The masked convolution and its inverse. Taps are in lag form, <c>[G, kH, kW, q, q]</c>: A_δ[o, i] weighs the pixel δ steps
/// back in the group's orientation, and A_0 is unit lower triangular. G groups of <c>q = C/G</c> channels, one orientation each.
/// </content>
public partial interface IBackend
{
    /// <summary>
    /// <c>taps = </c> the kernels that the free weights stand for: A_0 with ones on its diagonal, zeros above it and the
    /// first <c>q(q−1)/2</c> weights of the group below it row by row, then all of the other taps in order.
    /// </summary>
    /// <param name="free"><c>[G, q(q−1)/2 + (kH·kW−1)·q²]</c>.</param>
    /// <param name="taps"><c>[G, kH, kW, q, q]</c>, <c>=</c>.</param>
    void AssembleTaps(Tensor free, Tensor taps);

    /// <summary><c>dfree += </c> the entries of <paramref name="dtaps"/> that are free.</summary>
    void AssembleTapsGradient(Tensor dtaps, Tensor dfree) => throw Lacks();

    /// <summary><c>y_p = Σ_δ A_δ x_{p−δ}</c> in each group.</summary>
    void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y);

    /// <summary><c>dx_p (+)= Σ_δ A_δᵀ dy_{p+δ}</c> in each group.</summary>
    void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate) => throw Lacks();

    /// <summary><c>dA_δ[o, i] += scale·Σ_{n,p} dy_p[o]·x_{p−δ}[i]</c> in each group, frozen entries included.</summary>
    void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale) => throw Lacks();

    /// <summary>
    /// <c>folded = </c> A_0⁻¹ at lag 0 and <c>B_δ = A_0⁻¹A_δ</c> elsewhere, computed in double: what
    /// <see cref="MaskedSolve"/> takes, so that its sequential depth is H+W−1 and not that times the channels.
    /// </summary>
    void FoldTaps(Tensor taps, Tensor folded);

    /// <summary>The inverse <c>x = K⁻¹y</c>: <c>x_p = A_0⁻¹y_p − Σ_{δ≠0} B_δ x_{p−δ}</c>.</summary>
    void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x);

    /// <summary>
    /// The transposed inverse <c>u = K⁻ᵀg</c>: from the far corner <c>v_p = g_p − Σ_{δ≠0} B_δᵀ v_{p+δ}</c>, then
    /// <c>u_p = A_0⁻ᵀ v_p</c>.
    /// </summary>
    void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u);
}

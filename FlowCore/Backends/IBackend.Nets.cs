namespace FlowCore.Backends;

/// <content>
/// The net of a coupling: h1 = f(w1 ∗ x + b1), h2 = f(w2·h1 + b2), y = w3 ∗ h2, each as in
/// <see cref="Convolve{TActivation}"/>. One operation, because hidden activations are most of a model's memory and traffic: a
/// backend may compute them piece by piece and keep them as it likes.
/// </content>
public partial interface IBackend
{
    /// <summary>
    /// The shape of a tensor in which <see cref="CouplingNet"/> keeps what it keeps of h1 and h2. What that is and how it lies
    /// there is the affair of this backend on this machine.
    /// </summary>
    /// <param name="width">Hidden channels W.</param>
    /// <param name="images"><c>[C, N, H, W]</c> for any C.</param>
    Shape HiddenShape(int width, Shape images);

    /// <summary><c>y = w3 ∗ f(w2·f(w1 ∗ x + b1) + b2)</c>.</summary>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="weights">The net.</param>
    /// <param name="hidden">Takes what <see cref="CouplingNetGradient"/> would otherwise compute again, <c>=</c>; or null.</param>
    /// <param name="y"><c>[O, N, H, W]</c>, <c>=</c>.</param>
    void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation;

    /// <summary>
    /// The gradients of <see cref="CouplingNet"/>: <c>dx (+)=</c>, and each of <paramref name="gradients"/> <c>+=</c>. The same
    /// bits whether anything was kept or not.
    /// </summary>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="weights">The net.</param>
    /// <param name="hidden">What <see cref="CouplingNet"/> kept, or null.</param>
    /// <param name="dy"><c>[O, N, H, W]</c>.</param>
    /// <param name="dx"><c>[I, N, H, W]</c>, or null.</param>
    /// <param name="accumulate">Whether dx is added to.</param>
    /// <param name="gradients">One for each of the weights.</param>
    void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation => throw Lacks();
}

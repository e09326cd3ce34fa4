using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The quad-coupling of CInC Flow (Nagar, Dufraisse and Varma, TPM 2021): the channels in four blocks, of which the first passes
/// and each other one is coupled to those before it, as they come in: <c>z_i = x_i·exp(s_i) + t_i</c> with <c>[h_i; t_i]</c> a net
/// of <c>x_1 … x_{i−1}</c> and <c>s_i = 2·tanh(h_i/2)</c>. Log-det <c>Σ s_2 + Σ s_3 + Σ s_4</c>. So forward, the blocks may be taken in any
/// order or at once; the inverse <c>x_i = (z_i − t_i)·exp(−s_i)</c> needs the x of all blocks before, and takes three steps, from
/// the second block to the last.
/// </summary>
/// <remarks>
/// It is a chain of three affine couplings, last block first, so that each finds before it the blocks that it sees as they came in;
/// backwards a chain begins with the second block. The published code inverts from the last block on, whose net then sees z in
/// place of x, and so undoes nothing but the identity. Where four does not divide the channels, the first blocks have one more.
/// </remarks>
public sealed class QuadCoupling : Chain
{
    private const int Blocks = 4;

    /// <summary>A coupling that starts as the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of at least 4 channels.</param>
    /// <param name="width">Hidden channels of each of the three nets.</param>
    /// <param name="random">Draws the nets' first weights.</param>
    /// <param name="condition">
    /// Labels K×1×1 that scales and shifts depend on besides: each net sees a learned vector of the class beside its channels. Null
    /// for none.
    /// </param>
    /// <exception cref="FlowException">There are fewer than 4 channels, or the width is below 1.</exception>
    public QuadCoupling(string name, ImageShape shape, int width, PhiloxSequence random, ImageShape? condition = null)
        : base(name, Couplings(name, shape, width, random, condition))
    {
    }

    /// <inheritdoc/>
    public override string Describe() => $"QuadCoupling, {Blocks} blocks";

    private static AffineCoupling[] Couplings(
        string name, ImageShape shape, int width, PhiloxSequence random, ImageShape? condition)
    {
        if (shape.Channels < Blocks)
        {
            throw new ShapeException(name, $"{Blocks} channels or more, a block each", $"{shape}", "Put a Squeeze before it.");
        }

        return [.. Enumerable.Range(1, Blocks - 1).Reverse().Select(block => new AffineCoupling(
            FormattableString.Invariant($"{name}.block{block + 1}"),
            shape,
            Start(block),
            Start(block + 1) - Start(block),
            width,
            random,
            condition))];

        // The first channel of a block; the one after the last begins where the channels end.
        int Start(int block) => (block * (shape.Channels / Blocks)) + Math.Min(block, shape.Channels % Blocks);
    }
}

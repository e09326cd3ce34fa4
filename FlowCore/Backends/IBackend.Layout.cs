namespace FlowCore.Backends;

/// <content>Pixels to channels and back, and images moved.</content>
public partial interface IBackend
{
    /// <summary><c>y[4c + 2dy + dx, n, i, j] (+)= x[c, n, 2i + dy, 2j + dx]</c>: space to depth.</summary>
    void Squeeze(Tensor x, Tensor y, bool accumulate);

    /// <summary><c>x[c, n, 2i + dy, 2j + dx] (+)= y[4c + 2dy + dx, n, i, j]</c>: depth to space.</summary>
    void Unsqueeze(Tensor y, Tensor x, bool accumulate);

    /// <summary>
    /// <c>y[c, n, i, j] (+)= x[c, n, i − rows, j − columns]</c> where x has it, else 0: images moved down and to the right, or cut
    /// out, or put into larger ones. Its gradient is itself with the signs of both steps changed. Adding touches what both have in
    /// common alone, so that a strip costs what a strip costs.
    /// </summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="rows">Steps down; up if below 0.</param>
    /// <param name="columns">Steps to the right; to the left if below 0.</param>
    /// <param name="y"><c>[C, N, H', W']</c> of any height and width.</param>
    /// <param name="accumulate">Whether y is added to.</param>
    void MoveImages(Tensor x, int rows, int columns, Tensor y, bool accumulate);

    /// <summary>
    /// <c>y[p, n, c] (+)= x[c, n, p]</c>: channels become pixels and pixels channels, counted row by row in a plane. Its own inverse,
    /// and its own gradient.
    /// </summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="y"><c>[H·W, N, h, w]</c> with <c>h·w = C</c>.</param>
    /// <param name="accumulate">Whether to add.</param>
    void ExchangePixels(Tensor x, Tensor y, bool accumulate);
}

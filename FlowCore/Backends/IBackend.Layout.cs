namespace FlowCore.Backends;

/// <content>Pixels to channels and back.</content>
public partial interface IBackend
{
    /// <summary><c>y[4c + 2dy + dx, n, i, j] (+)= x[c, n, 2i + dy, 2j + dx]</c>: space to depth.</summary>
    void Squeeze(Tensor x, Tensor y, bool accumulate);

    /// <summary><c>x[c, n, 2i + dy, 2j + dx] (+)= y[4c + 2dy + dx, n, i, j]</c>: depth to space.</summary>
    void Unsqueeze(Tensor y, Tensor x, bool accumulate);
}

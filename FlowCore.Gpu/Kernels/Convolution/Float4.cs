namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>Four floats side by side, which a device loads at once and keeps in registers.</summary>
internal struct Float4
{
    public float X, Y, Z, W;

    /// <summary><c>this += a·b</c>.</summary>
    public void MultiplyAdd(float a, Float4 b)
    {
        X += a * b.X;
        Y += a * b.Y;
        Z += a * b.Z;
        W += a * b.W;
    }
}

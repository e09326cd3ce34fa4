using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary><c>x = (v + u)/Q − ½</c>, whose slope <c>1/Q</c> is the same everywhere.</summary>
public readonly struct LinearScale : IPixelScale
{
    private readonly float _levels;
    private readonly float _reciprocal;

    /// <summary>The scale of a map, which is taken to be <see cref="PixelScale.Linear"/>.</summary>
    public LinearScale(PixelCoding coding)
    {
        _levels = coding.Levels;
        _reciprocal = 1f / coding.Levels;
    }

    /// <inheritdoc/>
    // Twice the only rounding, that of x + ½: Q is a power of two.
    public float DecodeError => _levels * 1.2e-7f;

    /// <inheritdoc/>
    public static double LogSlope(PixelCoding coding) => -Math.Log(coding.Levels);

    /// <inheritdoc/>
    public static byte Decode(double x, PixelCoding coding) =>
        (byte)Math.Clamp(Math.Floor((x + 0.5) * coding.Levels), 0.0, coding.Levels - 1.0);

    /// <inheritdoc/>
    public (float Coded, float LogSlope) Encode(float v, float u) => (((v + u) * _reciprocal) - 0.5f, 0f);

    /// <inheritdoc/>
    public (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u) =>
        (((v + u) * _reciprocal) - Vector512.Create(0.5f), Vector512<float>.Zero);

    /// <inheritdoc/>
    public Vector512<float> Decode(Vector512<float> x) => (x + Vector512.Create(0.5f)) * _levels;
}

namespace FlowCore.Ops;

/// <summary>How dequantised pixels become real numbers.</summary>
public enum PixelScale
{
    /// <summary>Log-odds, <c>ln x̂ − ln(1 − x̂)</c> with <c>x̂ = α + (1 − 2α)·(v + u)/Q</c>, as FInC Flow does.</summary>
    Logit,

    /// <summary><c>(v + u)/Q − ½</c>, as Glow does.</summary>
    Linear,
}

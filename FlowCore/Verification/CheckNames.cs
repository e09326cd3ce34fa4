namespace FlowCore.Verification;

/// <summary>What the checks of a model are called.</summary>
public static class CheckNames
{
    /// <summary>Numbers of a parameter that are NaN or infinite.</summary>
    public const string Finite = "finite numbers";

    /// <summary>Entries of a constant that it cannot have: a permutation has each index once, a sign is 1 or −1.</summary>
    public const string Constants = "constants";

    /// <summary>A layer that refuses what it is given.</summary>
    public const string Runs = "refusals";

    /// <summary><c>max |f⁻¹(f(x)) − x| / max |x|</c>, x of images.</summary>
    public const string RoundTrip = "round trip";

    /// <summary><c>max |f(f⁻¹(z)) − z| / max |z|</c>, z of draws.</summary>
    public const string InverseRoundTrip = "inverse round trip";

    /// <summary>The sum of the log-dets of both directions, nats a dimension.</summary>
    public const string LogDetSum = "log-det sum";

    /// <summary>The log-det less that of the dense Jacobian, nats a dimension.</summary>
    public const string LogDet = "log-det";

    /// <summary>The Jacobian times a direction, less what differences of the layer itself make of it, relative.</summary>
    public const string Gradient = "gradient";

    /// <summary>The gain of the inverse that the layer says of itself at its full size, <see cref="Layers.Bijector.InverseGain"/>.</summary>
    public const string Gain = "gain";

    /// <summary><c>‖J⁻¹‖₂</c> of the dense Jacobian.</summary>
    public const string LocalGain = "local gain";

    /// <summary>How far gain and condition that a layer says of itself are from those of its dense Jacobian, relative.</summary>
    public const string Claims = "claimed gain";

    /// <summary>The condition of a matrix that mixes channels, <see cref="Layers.Bijector.Condition"/>.</summary>
    public const string Condition = "condition";

    /// <summary>Entries of a masked convolution that its mask fixes and that are not what it says, in its taps and in its response.</summary>
    public const string Mask = "mask";

    /// <summary>Numbers that a layer which only moves them puts where its rule does not.</summary>
    public const string Order = "order";

    /// <summary>The matrix of a 1×1 convolution less P·L·U of its parameters in double, relative.</summary>
    public const string Matrix = "matrix";

    /// <summary>The whole model less its layers run one by one, in list order and backwards in reverse, relative.</summary>
    public const string LayerOrder = "layer order";

    /// <summary>The measure of the pixel map's values less what its log-dets add up to, relative.</summary>
    public const string PixelMap = "pixel map";

    /// <summary>Bytes of images of the data that do not come back.</summary>
    public const string Images = "bytes of images";

    /// <summary>Bytes of unusual images that do not come back: noise, constants, checkerboards, gradients, a single pixel.</summary>
    public const string UnusualImages = "bytes of unusual images";

    /// <summary>The total probability less 1.</summary>
    public const string Normalization = "normalisation";

    /// <summary>Log-densities on two backends, nats a dimension.</summary>
    public const string ParityLogDensity = "parity of log-densities";

    /// <summary>Latents on two backends, relative.</summary>
    public const string ParityLatents = "parity of latents";

    /// <summary>The part of samples' bytes that two backends draw differently.</summary>
    public const string ParitySamples = "parity of samples";
}

namespace FlowCore.Autodiff.Operations;

/// <summary>
/// A convolution W and another, R, that is trained to be its inverse, on a tape (Keller, Peters, Jaini, Hoogeboom, Forré and Welling,
/// "Self Normalizing Flows", ICML 2021). What comes back to W and R is not a derivative of what was computed but the method's update;
/// what comes back to the input is one.
/// </summary>
/// <remarks>
/// <para>
/// Both kernels are <c>[C, C, kH, kW]</c>, odd. W is applied as <see cref="ConvolutionOperation.Convolve"/> does. R is kept as the kernel
/// V whose transposed convolution it is, <c>R = Vᵀ</c>, so that R = W⁻¹ means V = W⁻ᵀ, tap by tap where W has its own.
/// </para>
/// <para>
/// Let q[n] be the gradient that arrives at the log-dets, −1/N of a mean of negative log-densities over N images. The likelihood is the mean
/// of two models, z = W x and x = R z, in each of which the other's kernel stands for an inverse:
/// <c>dW = ½(Σ dz xᵀ + Σq·m∘V)</c> and <c>dV = −½(Σ z dxᵀ + Σq·m∘W)</c>, with <c>dx = Wᵀdz</c>, the sums over pixels at each lag as in
/// the gradient of any convolution, and m[δ] the pixels whose neighbour at δ lies inside the image, <c>(H − |δ_y|)·(W − |δ_x|)</c>: so often
/// does a zero-padded convolution's matrix have the tap. To these come the derivatives of <c>−λ Σ_n q[n]·‖x − R W x‖²</c> at a given x,
/// which for the q above is the published penalty, λ times the mean of the squared errors, beside a loss in nats an image; other
/// q weigh images and scale both terms alike.
/// </para>
/// </remarks>
public static class SelfNormalizingOperation
{
    /// <summary><c>z = W x</c> and the log-det that is given for it.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="w">W.</param>
    /// <param name="inverse">V.</param>
    /// <param name="logAbsDet"><c>ln |det W|</c> of one image, in nats; nothing is differentiated through it.</param>
    /// <param name="penalty">λ, 0 or more.</param>
    /// <returns>z <c>[C, N, H, W]</c>, and the log-det <c>[N]</c>.</returns>
    public static (Variable Value, Variable LogDet) SelfNormalize(
        this Variable x, Variable w, Variable inverse, double logAbsDet, double penalty) =>
        Run(x, w, inverse, logAbsDet, penalty, isInverse: false);

    /// <summary><c>x = R z</c> and the log-det that is given for it: the same with W and R in each other's place.</summary>
    /// <param name="z"><c>[C, N, H, W]</c>.</param>
    /// <param name="w">W.</param>
    /// <param name="inverse">V.</param>
    /// <param name="logAbsDet"><c>−ln |det W|</c> of one image, in nats.</param>
    /// <param name="penalty">λ, here of <c>‖z − W R z‖²</c>.</param>
    /// <returns>x <c>[C, N, H, W]</c>, and the log-det <c>[N]</c>.</returns>
    public static (Variable Value, Variable LogDet) SelfNormalizeInverse(
        this Variable z, Variable w, Variable inverse, double logAbsDet, double penalty) =>
        Run(z, inverse, w, logAbsDet, penalty, isInverse: true);

    private static (Variable Value, Variable LogDet) Run(
        Variable x, Variable kernel, Variable other, double logAbsDet, double penalty, bool isInverse)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var (y, logDet) = (tape.Allocate(x.Shape), tape.Allocate(new Shape(x.Shape.Batch)));
        Apply(backend, kernel, isInverse, x.Value, y);
        backend.Fill(logDet, logAbsDet);
        return tape.Record(
            y, logDet, [x, kernel, other], (value, logDets) => Update(x, kernel, other, value, logDets, penalty, isInverse));
    }

    private static void Update(
        Variable x, Variable kernel, Variable other, Variable value, Variable logDet, double penalty, bool isInverse)
    {
        var (tape, backend, y) = (x.Tape, x.Tape.Backend, value.Value);
        var (dy, q) = (tape.GradientOrZero(value), tape.GradientOrZero(logDet));
        using var dx = backend.Allocate(x.Shape);
        Apply(backend, kernel, !isInverse, dy, dx);
        x.AddGradient(dx);

        // The score of a standard normal is −z: of z = R y − x, and times q, that is q·(x − R y).
        using var back = backend.Allocate(x.Shape);
        using var error = backend.Allocate(x.Shape);
        Apply(backend, other, !isInverse, y, back);
        backend.Add(x.Value, back, scale: -1);
        backend.LogDensityGradient<StandardNormal>(back, q, error, accumulate: false);

        // With e that error, 2λ e comes back to R y, and 2λ Rᵀe to y: each joins the gradient that is there.
        Apply(backend, other, isInverse, error, back);
        backend.Add(back, dy, scale: 4 * penalty);
        backend.Add(error, dx, scale: -4 * penalty);
        AddWeightGradient(backend, x.Value, dy, kernel, isInverse, scale: 0.5);
        AddWeightGradient(backend, y, dx, other, !isInverse, scale: -0.5);
        AddCounted(backend, other, kernel, q, x.Shape, factor: 0.5);
        AddCounted(backend, kernel, other, q, x.Shape, factor: -0.5);
    }

    /// <summary><c>y = K x</c>, or <c>y = Kᵀx</c>.</summary>
    private static void Apply(IBackend backend, Variable kernel, bool isTransposed, Tensor x, Tensor y)
    {
        if (isTransposed)
        {
            backend.ConvolveInputGradient(x, kernel.Value, y, accumulate: false);
        }
        else
        {
            backend.Convolve<Identity>(x, kernel.Value, null, y);
        }
    }

    /// <summary><c>dK += scale·…</c> of <see cref="Apply"/>; a transposed convolution has its operands in each other's place.</summary>
    private static void AddWeightGradient(IBackend backend, Tensor x, Tensor dy, Variable kernel, bool isTransposed, double scale)
    {
        var (given, arriving) = isTransposed ? (dy, x) : (x, dy);
        backend.ConvolveWeightGradient(given, arriving, kernel.GradientSum(), scale);
    }

    /// <summary><c>dK[o, i, δ] += factor·Σq·m[δ]·from[o, i, δ]</c>: taps as samples, on which scores are products.</summary>
    private static void AddCounted(IBackend backend, Variable from, Variable to, Tensor q, Shape images, double factor)
    {
        var shape = from.Shape;
        var taps = shape.Height * shape.Width;
        using var counts = backend.Allocate(new Shape(taps));
        using var sums = backend.Allocate(new Shape(taps));
        using var products = backend.Allocate(new Shape(taps));
        var numbers = taps <= 128 ? stackalloc double[taps] : new double[taps];
        for (var tap = 0; tap < taps; tap++)
        {
            var (down, right) = ((tap / shape.Width) - (shape.Height / 2), (tap % shape.Width) - (shape.Width / 2));
            numbers[tap] = (double)Math.Max(0, images.Height - Math.Abs(down)) * Math.Max(0, images.Width - Math.Abs(right));
        }

        backend.Write(numbers, counts);
        backend.Fill(sums, 0);
        backend.BroadcastSumGradient(q, factor, sums);
        var row = new Shape(1, taps, 1, 1);
        backend.LogDensityGradient<StandardNormal>(sums.Reshape(row), counts, products.Reshape(row), accumulate: false);
        var columns = new Shape(shape[0] * shape[1], taps, 1, 1);
        backend.LogDensityGradient<StandardNormal>(
            from.Value.Reshape(columns), products, to.GradientSum().Reshape(columns), accumulate: true);
    }
}

namespace FlowCore.Layers;

/// <content>How much its inverse amplifies, and how that is bounded.</content>
public abstract partial class MaskedBijector
{
    /// <summary>The largest of its groups', by <see cref="PowerIteration"/>.</summary>
    /// <inheritdoc/>
    public override double? InverseGain(IBackend backend)
    {
        using var tape = new Tape(backend, recording: false);
        var gain = PowerIteration.InverseGain(backend, FoldedTaps(tape).Value, _orientations, InputShape);
        return double.IsFinite(gain) ? gain : IsFinite(backend) ? double.PositiveInfinity : double.NaN;
    }

    /// <summary>
    /// Multiplies the weights of a group, <c>A_δ[o, i]</c> of δ = (δh, δw), by <c>c^(q·(δh+δw)+o−i)</c> with the largest c ≤ 1
    /// for which the bound of its <see cref="ImpulseResponse"/> is met.
    /// </summary>
    /// <remarks>
    /// With <c>D = diag(c^(q·(row+column)+channel))</c>, rows and columns counted in the group's orientation, that is
    /// <c>D·K·D⁻¹</c>: the unit diagonal stays 1, and the impulse response shrinks by the same powers, so that one solve says it
    /// of every c. At c = 0 the layer is the identity. Of a single channel it is what speech coders call bandwidth expansion
    /// (Viswanathan and Makhoul, IEEE Trans. ASSP 23(3), 1975): the filter's poles move towards 0.
    /// </remarks>
    /// <inheritdoc/>
    public override void BoundInverseGain(IBackend backend, double most)
    {
        // Whoever looks for weights that are not finite must find them as they are.
        if (!IsFinite(backend))
        {
            return;
        }

        // Beyond a float nothing can be read off the response: a tenth less from pixel to pixel until it is within. Steps that
        // small end where a response of hundreds of pixels still grows, well above any bound.
        var response = Response(backend);
        while (!response.IsFinite)
        {
            var less = Math.Pow(0.9, 1.0 / _taps[4]);
            Shrink(backend, [.. _orientations.Select(_ => less)]);
            response = Response(backend);
        }

        double[] factors = [.. Enumerable.Range(0, _orientations.Length).Select(group => response.Factor(group, most))];
        if (factors.Any(factor => factor < 1))
        {
            Shrink(backend, factors);
        }
    }

    private ImpulseResponse Response(IBackend backend)
    {
        using var tape = new Tape(backend, recording: false);
        return ImpulseResponse.OfInverse(backend, FoldedTaps(tape).Value, _orientations, InputShape);
    }

    private bool IsFinite(IBackend backend) => double.IsFinite(backend.SumOfSquares(_weight.Value));

    private void Shrink(IBackend backend, double[] factors)
    {
        var free = new double[_weight.Shape.Count];
        backend.Read(_weight.Value, free);
        var (size, next) = (_taps[4], 0);
        foreach (var factor in factors)
        {
            for (var lag = 0; lag < KernelHeight * KernelWidth; lag++)
            {
                var distance = (lag / KernelWidth) + (lag % KernelWidth);
                for (var output = 0; output < size; output++)
                {
                    for (var input = 0; input < (lag == 0 ? output : size); input++)
                    {
                        free[next++] *= Math.Pow(factor, ((double)size * distance) + output - input);
                    }
                }
            }
        }

        backend.Write(free, _weight.Value);
    }
}

using System.Collections.Immutable;

namespace FlowCore.Layers;

/// <summary>
/// What the inverse of a masked convolution makes of single pixels, and the bound that it puts on <c>‖K⁻¹‖₂</c>. K⁻¹ is a causal
/// filter as K is, <c>x_p = Σ_δ H_δ y_{p−δ}</c> with δ up to the image's size, so that by Young's inequality
/// <c>‖x_o‖ ≤ Σ_i M[o, i]·‖y_i‖</c> with <c>M[o, i] = Σ_δ |H_δ[o, i]|</c>, and
/// <c>‖K⁻¹‖₂ ≤ ‖M‖₂ ≤ √(‖M‖₁·‖M‖_∞)</c>: the peak gain bounds the gain of energy. Of a filter whose response has one sign, such as
/// one that predicts a pixel from its neighbours, the bound is reached as the image grows.
/// </summary>
internal sealed class ImpulseResponse
{
    // Below the bound, so that what is rounded to floats is below it too, and is not shrunk a second time.
    private const double Slack = 0.99;

    // Halvings: c to 1e-9.
    private const int Halvings = 30;

    private readonly int _size;
    private readonly int _distances;

    // [G, H+W−1, q, q]: Σ |H_δ[o, i]| over the δ with δh + δw = d.
    private readonly double[] _sums;

    private ImpulseResponse(int groups, ImageShape shape)
    {
        (_size, _distances) = (shape.Channels / groups, shape.Height + shape.Width - 1);
        _sums = new double[(long)groups * _distances * _size * _size];
    }

    /// <summary>Whether all of it is within a float.</summary>
    public bool IsFinite { get; private set; } = true;

    /// <summary>The response of an inverse: one solve, of as many samples as a group has channels.</summary>
    /// <param name="backend">Where.</param>
    /// <param name="folded">The folded taps <c>[G, kH, kW, q, q]</c>.</param>
    /// <param name="orientations">One a group.</param>
    /// <param name="shape">The image.</param>
    public static ImpulseResponse OfInverse(
        IBackend backend, Tensor folded, ImmutableArray<Orientation> orientations, ImageShape shape)
    {
        var response = new ImpulseResponse(orientations.Length, shape);
        var size = response._size;
        using var impulses = backend.Allocate(shape.Batched(size));
        using var solved = backend.Allocate(impulses.Shape);
        var numbers = new float[impulses.Shape.Count];

        // Sample n: channel n of each group, at the pixel that comes first in the group's order.
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var orientation = orientations[channel / size];
            var row = orientation.RowSign() > 0 ? 0 : shape.Height - 1;
            var column = orientation.ColumnSign() > 0 ? 0 : shape.Width - 1;
            numbers[(((((channel * size) + (channel % size)) * shape.Height) + row) * shape.Width) + column] = 1;
        }

        backend.Write(numbers, impulses);
        backend.MaskedSolve(impulses, folded, orientations, solved);
        backend.Read(solved, numbers);
        response.Add(numbers, orientations, shape);
        return response;
    }

    /// <summary>The largest c in (0, 1], to nine digits, with which a group's bound is met; 1 where it is met already.</summary>
    public double Factor(int group, double most)
    {
        if (Bound(group, 1) <= most)
        {
            return 1;
        }

        var target = 1 + (Slack * (most - 1));
        var (good, bad) = (0.0, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (good + bad) / 2;
            (good, bad) = Bound(group, middle) <= target ? (middle, bad) : (good, middle);
        }

        return good;
    }

    /// <summary><c>√(‖M‖₁·‖M‖_∞)</c> of a group whose response at δ is multiplied by <c>c^(q·(δh+δw)+o−i)</c>.</summary>
    public double Bound(int group, double c)
    {
        var (size, rows, columns) = (_size, new double[_size], new double[_size]);
        for (var distance = 0; distance < _distances; distance++)
        {
            var at = ((group * _distances) + distance) * size * size;
            for (var output = 0; output < size; output++)
            {
                for (var input = 0; input < (distance == 0 ? output + 1 : size); input++)
                {
                    var share = _sums[at + (output * size) + input] * Math.Pow(c, ((double)size * distance) + output - input);
                    rows[output] += share;
                    columns[input] += share;
                }
            }
        }

        return Math.Sqrt(rows.Max() * columns.Max());
    }

    private void Add(float[] solved, ImmutableArray<Orientation> orientations, ImageShape shape)
    {
        var next = 0;
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var (group, output) = Math.DivRem(channel, _size);
            var orientation = orientations[group];
            for (var input = 0; input < _size; input++)
            {
                for (var row = 0; row < shape.Height; row++)
                {
                    var down = orientation.RowSign() > 0 ? row : shape.Height - 1 - row;
                    for (var column = 0; column < shape.Width; column++)
                    {
                        var across = orientation.ColumnSign() > 0 ? column : shape.Width - 1 - column;
                        var magnitude = Math.Abs(solved[next++]);
                        IsFinite &= float.IsFinite(magnitude);
                        _sums[(((((group * _distances) + down + across) * _size) + output) * _size) + input] += magnitude;
                    }
                }
            }
        }
    }
}

namespace FlowCore.Autodiff.Operations;

/// <summary>Moving numbers without changing them, on a tape: log-det 0.</summary>
public static class LayoutOperation
{
    /// <summary>2×2 space to depth, <c>[C, N, H, W] → [4C, N, H/2, W/2]</c>, channel <c>4c + 2dy + dx</c> (Glow's order).</summary>
    public static Variable Squeeze(this Variable x)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var shape = x.Shape;
        var y = tape.Allocate(new Shape(4 * shape.Channels, shape.Batch, shape.Height / 2, shape.Width / 2));
        backend.Squeeze(x.Value, y, accumulate: false);
        return tape.Record(
            y,
            [x],
            output =>
            {
                var (dx, accumulate) = x.GradientTarget();
                backend.Unsqueeze(output.Gradient!, dx, accumulate);
            },
            readsResult: false);
    }

    /// <summary>Depth to 2×2 space, <c>[4C, N, H, W] → [C, N, 2H, 2W]</c>.</summary>
    public static Variable Unsqueeze(this Variable y)
    {
        var (tape, backend) = (y.Tape, y.Tape.Backend);
        var shape = y.Shape;
        var x = tape.Allocate(new Shape(shape.Channels / 4, shape.Batch, 2 * shape.Height, 2 * shape.Width));
        backend.Unsqueeze(y.Value, x, accumulate: false);
        return tape.Record(
            x,
            [y],
            output =>
            {
                var (dy, accumulate) = y.GradientTarget();
                backend.Squeeze(output.Gradient!, dy, accumulate);
            },
            readsResult: false);
    }

    /// <summary><c>y[p, n, c] = x[c, n, p]</c>: channels become pixels and pixels channels, and again back.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="height">h.</param>
    /// <param name="width">w, with <c>h·w = C</c>.</param>
    /// <returns><c>[H·W, N, h, w]</c>.</returns>
    public static Variable ExchangePixels(this Variable x, int height, int width)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = tape.Allocate(new Shape(x.Shape.Plane, x.Shape.Batch, height, width));
        backend.ExchangePixels(x.Value, y, accumulate: false);
        return tape.Record(
            y,
            [x],
            output =>
            {
                var (dx, accumulate) = x.GradientTarget();
                backend.ExchangePixels(output.Gradient!, dx, accumulate);
            },
            readsResult: false);
    }

    /// <summary>A number for each channel of each sample, at every pixel: <c>y[c, n, p] = x[c, n]</c>.</summary>
    /// <param name="x"><c>[C, N, 1, 1]</c>, such as the embedding of a class.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    public static Variable BroadcastPlanes(this Variable x, int height, int width)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = tape.Allocate(new Shape(x.Shape.Channels, x.Shape.Batch, height, width));
        backend.BroadcastPlanes(x.Value, y);
        return tape.Record(y, [x], output => backend.SumPlanes(output.Gradient!, x.GradientSum()), readsResult: false);
    }

    /// <summary>Some of the channels, as a view: no work, and its gradient is part of the whole's.</summary>
    public static Variable Channels(this Variable x, int start, int count)
    {
        var stride = x.Shape.Columns;
        return new Variable(x.Tape, x, x.Value.Channels(start, count), start * stride);
    }

    /// <summary>Some of the numbers under a shape of their own, as a view, as <see cref="Channels"/> is.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="shape">The shape of the part.</param>
    public static Variable Part(this Variable x, long start, Shape shape) => new(x.Tape, x, x.Value.Part(start, shape), start);

    /// <summary>Channels of two variables one after the other: a copy, since its parts lie apart.</summary>
    /// <param name="first"><c>[A, N, H, W]</c>.</param>
    /// <param name="second"><c>[B, N, H, W]</c>.</param>
    /// <returns><c>[A + B, N, H, W]</c>.</returns>
    public static Variable Join(this Variable first, Variable second) => Join([first, second]);

    /// <summary>Channels of some variables one after the other: a copy, since its parts lie apart; one alone is itself.</summary>
    /// <param name="parts"><c>[C_k, N, H, W]</c> each, at least one.</param>
    /// <returns><c>[Σ C_k, N, H, W]</c>.</returns>
    public static Variable Join(this Variable[] parts)
    {
        if (parts is [var only])
        {
            return only;
        }

        var (tape, backend, shape) = (parts[0].Tape, parts[0].Tape.Backend, parts[0].Shape);
        var y = tape.Allocate(new Shape(parts.Sum(part => part.Shape.Channels), shape.Batch, shape.Height, shape.Width));
        var start = 0;
        foreach (var part in parts)
        {
            backend.Copy(part.Value, y.Channels(start, part.Shape.Channels));
            start += part.Shape.Channels;
        }

        return tape.Record(
            y,
            parts,
            output =>
            {
                var first = 0;
                foreach (var part in parts)
                {
                    part.AddGradient(output.Gradient!.Channels(first, part.Shape.Channels));
                    first += part.Shape.Channels;
                }
            },
            readsResult: false);
    }
}

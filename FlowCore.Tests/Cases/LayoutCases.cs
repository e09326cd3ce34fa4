namespace FlowCore.Tests.Cases;

internal static class LayoutCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(1, 2, 2, 1), (1, 4, 4, 3), (3, 2, 6, 2), (3, 6, 2, 17), (12, 8, 4, 16), (2, 14, 14, 33), (3, 32, 16, 3), (2, 2, 18, 3), (1, 4, 62, 2), (3, 2, 64, 2), (2, 4, 70, 3), (1, 28, 28, 100)])
        {
            foreach (var accumulate in (bool[])[false, true])
            {
                var name = $"{c}×{h}×{w}, N={n}, {(accumulate ? "+=" : "=")}";
                var tolerance = accumulate ? Tolerance.Pointwise : Tolerance.Exact;
                yield return new($"Squeeze: {name}", n, tolerance, t => t.Backend.Squeeze(
                    t.Given(t.Images(c, h, w)), t.Destination("y", t.Images(4 * c, h / 2, w / 2), accumulate), accumulate));
                yield return new($"Unsqueeze: {name}", n, tolerance, t => t.Backend.Unsqueeze(
                    t.Given(t.Images(4 * c, h / 2, w / 2)), t.Destination("x", t.Images(c, h, w), accumulate), accumulate));
            }
        }

        // Whole blocks, parts of them on either side, and planes of which either is of several rows.
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(1, 1, 1, 1), (1, 4, 4, 3), (3, 2, 6, 2), (8, 5, 7, 17), (48, 4, 4, 16), (4, 14, 14, 33), (13, 1, 11, 3), (9, 7, 1, 5), (64, 8, 16, 2)])
        {
            foreach (var accumulate in (bool[])[false, true])
            {
                var name = $"{c}×{h}×{w}, N={n}, {(accumulate ? "+=" : "=")}";
                var tolerance = accumulate ? Tolerance.Pointwise : Tolerance.Exact;
                yield return new($"ExchangePixels: {name}", n, tolerance, t => t.Backend.ExchangePixels(
                    t.Given(t.Images(c, h, w)), t.Destination("y", t.Images(h * w, c, 1), accumulate), accumulate));
                yield return new($"ExchangePixels: back, {name}", n, tolerance, t => t.Backend.ExchangePixels(
                    t.Given(t.Images(h * w, c, 1)), t.Destination("x", t.Images(c, h, w), accumulate), accumulate));
            }
        }

        foreach (var row in Moves())
        {
            yield return row;
        }
    }

    /// <summary>Neighbours, strips out of images and into them, both at once, rows of more than a vector, and nothing in common.</summary>
    private static IEnumerable<BackendCase> Moves()
    {
        foreach (var (c, h, w, n, rows, columns, height, width) in ((int, int, int, int, int, int, int, int)[])
            [
                (1, 1, 1, 1, 0, 0, 1, 1), (3, 5, 7, 2, 1, 0, 5, 7), (3, 5, 7, 17, -2, 0, 5, 7), (2, 5, 7, 3, 0, 2, 5, 7),
                (2, 5, 7, 3, 0, -1, 5, 7), (4, 14, 14, 33, -13, 0, 1, 14), (4, 14, 14, 33, 0, -6, 14, 1), (4, 1, 14, 100, 9, 0, 14, 14),
                (4, 14, 1, 100, 0, 13, 14, 14), (2, 6, 5, 3, 2, -1, 9, 3), (1, 4, 40, 2, 1, -3, 3, 50), (2, 3, 64, 16, 0, 0, 3, 64),
                (2, 3, 4, 2, 3, 0, 3, 4), (2, 3, 4, 2, 0, -9, 3, 4), (2, 3, 4, 2, -3, -4, 2, 2), (1, 28, 28, 100, 1, 1, 28, 28),
            ])
        {
            foreach (var accumulate in (bool[])[false, true])
            {
                yield return new(
                    $"MoveImages: {c}×{h}×{w} by ({rows}, {columns}) to {height}×{width}, N={n}, {(accumulate ? "+=" : "=")}",
                    n,
                    accumulate ? Tolerance.Pointwise : Tolerance.Exact,
                    t => t.Backend.MoveImages(
                        t.Given(t.Images(c, h, w)), rows, columns, t.Destination("y", t.Images(c, height, width), accumulate), accumulate));
            }
        }
    }
}

using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>The matrix of a 1×1 convolution and its inverse from its factors.</summary>
internal static class PluRows
{
    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var size = s.Level.Channels;
        var frame = new PluFrame([.. Enumerable.Range(0, size).Reverse()], [.. Enumerable.Repeat(1, size)]);
        var (triangle, diagonal, w) = (new Shape(frame.Triangle), new Shape(size), new Shape(size, size, 1, 1));
        var shape = FormattableString.Invariant($"{size}×{size}");

        // L·U of two triangles is a third of a whole product's C³ multiply-adds; the gradients are two such products,
        // and two solves for C right sides are C³.
        var flops = 2.0 / 3 * size * size * size;
        yield return new(nameof(IBackend.ComposePlu), shape, flops, OperationShapes.Bytes(w, w), t =>
        {
            var (lower, upper, logs, to) = (t.Given(triangle, 0.1), t.Given(triangle, 0.1), t.Given(diagonal, 0.1), t.Result(w));
            return () => s.Backend.ComposePlu(lower, upper, logs, frame, to);
        });
        yield return new(nameof(IBackend.InvertPlu), shape, 3 * flops, OperationShapes.Bytes(w, w), t =>
        {
            var (lower, upper, logs, to) = (t.Given(triangle, 0.1), t.Given(triangle, 0.1), t.Given(diagonal, 0.1), t.Result(w));
            return () => s.Backend.InvertPlu(lower, upper, logs, frame, to);
        });
        yield return new(nameof(IBackend.ComposePluGradient), shape, 2 * flops, OperationShapes.Bytes(w, w, w), t =>
        {
            var (lower, upper, logs, dw) = (t.Given(triangle, 0.1), t.Given(triangle, 0.1), t.Given(diagonal, 0.1), t.Given(w));
            var (dlower, dupper, dlogs) = (t.Result(triangle), t.Result(triangle), t.Result(diagonal));
            return () => s.Backend.ComposePluGradient(lower, upper, logs, frame, dw, dlower, dupper, dlogs);
        });
    }
}

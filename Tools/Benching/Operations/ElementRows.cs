using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>One element after the other: copies, activations, the squeeze, planes, and the prior.</summary>
internal static class ElementRows
{
    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (all, hidden) = (s.All, s.Images(s.Config.Width));
        var shape = s.ToString();
        var hiddenShape = FormattableString.Invariant($"{s.Level.WithChannels(s.Config.Width)}, N={s.Samples}");
        var (one, two) = (OperationShapes.Bytes(all), OperationShapes.Bytes(all, all));

        yield return new(nameof(IBackend.Allocate), $"{shape}, and back", 0, 0, _ => () => s.Backend.Allocate(all).Dispose());
        yield return new(nameof(IBackend.Write), $"{shape}, from the host", 0, one, t =>
        {
            var (numbers, x) = (new float[all.Count], t.Result(all));
            return () => s.Backend.Write(numbers, x);
        });
        yield return new(nameof(IBackend.Read), $"{shape}, to the host", 0, one, t =>
        {
            var (numbers, x) = (new float[all.Count], t.Result(all));
            return () => s.Backend.Read(x, numbers);
        });
        yield return new(nameof(IBackend.Fill), shape, 0, one, t =>
        {
            var x = t.Result(all);
            return () => s.Backend.Fill(x, 0);
        });
        yield return new(nameof(IBackend.Copy), shape, 0, two, t =>
        {
            var (x, y) = (t.Given(all), t.Result(all));
            return () => s.Backend.Copy(x, y);
        });

        // One operation an element; what is added to is read and written.
        yield return new(nameof(IBackend.Add), shape, s.Elements, two + one, t =>
        {
            var (x, y) = (t.Given(all), t.Result(all));
            return () => s.Backend.Add(x, y);
        });
        yield return new(
            nameof(IBackend.ActivateGradient), $"{hiddenShape}, relu", hidden.Count, OperationShapes.Bytes(hidden, hidden, hidden), t =>
            {
                var (y, dy, dx) = (t.Given(hidden), t.Given(hidden), t.Result(hidden));
                return () => s.Backend.ActivateGradient<Relu>(y, dy, dx);
            });

        var wide = new ImageShape(s.Level.Channels / 4, 2 * s.Level.Height, 2 * s.Level.Width).Batched(s.Samples);
        yield return new(nameof(IBackend.Squeeze), shape, 0, two, t =>
        {
            var (x, y) = (t.Given(wide), t.Result(all));
            return () => s.Backend.Squeeze(x, y, accumulate: false);
        });
        yield return new(nameof(IBackend.Unsqueeze), shape, 0, two, t =>
        {
            var (y, x) = (t.Given(all), t.Result(wide));
            return () => s.Backend.Unsqueeze(y, x, accumulate: false);
        });

        yield return new(nameof(IBackend.MoveImages), $"{shape}, by a row", 0, two, t =>
        {
            var (x, y) = (t.Given(all), t.Result(all));
            return () => s.Backend.MoveImages(x, 1, 0, y, accumulate: false);
        });

        var exchanged = new ImageShape(s.Level.Plane, s.Level.Channels, 1).Batched(s.Samples);
        yield return new(nameof(IBackend.ExchangePixels), shape, 0, two, t =>
        {
            var (x, y) = (t.Given(all), t.Result(exchanged));
            return () => s.Backend.ExchangePixels(x, y, accumulate: false);
        });

        var planes = new Shape(s.Level.Channels, s.Samples, 1, 1);
        yield return new(nameof(IBackend.BroadcastPlanes), shape, 0, OperationShapes.Bytes(planes, all), t =>
        {
            var (x, y) = (t.Given(planes), t.Result(all));
            return () => s.Backend.BroadcastPlanes(x, y);
        });
        yield return new(nameof(IBackend.SumPlanes), shape, s.Elements, OperationShapes.Bytes(all, planes), t =>
        {
            var (x, sums) = (t.Given(all), t.Result(planes));
            return () => s.Backend.SumPlanes(x, sums);
        });

        // A square, a product and two sums an element; for the gradient a product.
        yield return new(nameof(IBackend.LogDensity), shape, 4 * s.Elements, one, t =>
        {
            var (z, y) = (t.Given(all), t.Result(s.Rows));
            return () => s.Backend.LogDensity<StandardNormal>(z, y);
        });
        yield return new(nameof(IBackend.LogDensityGradient), shape, 2 * s.Elements, two, t =>
        {
            var (z, dy, dz) = (t.Given(all), t.Given(s.Rows), t.Result(all));
            return () => s.Backend.LogDensityGradient<StandardNormal>(z, dy, dz, accumulate: false);
        });
    }
}

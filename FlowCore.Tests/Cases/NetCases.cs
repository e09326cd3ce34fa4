using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

/// <summary>The net of a coupling, on images of less than a band, of many bands, and larger than a band.</summary>
internal static class NetCases
{
    // Kernel of the first and of the last convolution, inputs, hidden channels, outputs, image, samples.
    private static readonly (int First, int Last, int Inputs, int Width, int Outputs, int Height, int ImageWidth, int Samples)[] Sizes =
    [
        (3, 3, 1, 1, 1, 1, 1, 1), (3, 3, 2, 3, 2, 1, 9, 2), (3, 3, 1, 7, 3, 9, 1, 17), (3, 3, 3, 8, 4, 2, 3, 100),
        (3, 3, 2, 64, 4, 14, 14, 3), (3, 3, 4, 65, 8, 7, 7, 2), (3, 3, 6, 16, 12, 16, 16, 16), (3, 3, 2, 5, 2, 4, 4, 33),
        (1, 1, 5, 9, 3, 5, 7, 3), (1, 3, 3, 12, 2, 8, 4, 2), (5, 3, 2, 6, 4, 7, 7, 3), (3, 5, 3, 10, 2, 9, 5, 2),

        // Rows of an image as bands: 1024 pixels a band, or 8 rows where 1024 are less.
        (3, 3, 1, 4, 2, 37, 31, 2), (5, 5, 2, 3, 1, 9, 180, 1), (1, 3, 1, 2, 1, 41, 33, 33), (7, 1, 1, 3, 2, 33, 40, 1),
    ];

    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var s in Sizes)
        {
            foreach (var row in Rows<Relu>(s))
            {
                yield return row;
            }
        }

        foreach (var row in Rows<BoundedLogScale>((3, 3, 3, 8, 4, 6, 5, 3)))
        {
            yield return row;
        }
    }

    private static IEnumerable<BackendCase> Rows<TActivation>(
        (int First, int Last, int Inputs, int Width, int Outputs, int Height, int ImageWidth, int Samples) s)
        where TActivation : struct, IActivation
    {
        var name = $"{s.First}×{s.First}–{s.Last}×{s.Last}, {s.Inputs}→{s.Width}→{s.Outputs}, {s.Height}×{s.ImageWidth}, "
            + $"N={s.Samples}, {TActivation.Name}";
        var forward = Tolerance.Sum((s.First * s.First * s.Inputs) + s.Width + (s.Last * s.Last * s.Width));
        var backward = Tolerance.Sum(
            (s.Samples * s.Height * s.ImageWidth) + (s.First * s.First * s.Inputs) + s.Width + (s.Last * s.Last * s.Outputs));
        foreach (var kept in (bool[])[false, true])
        {
            yield return new($"CouplingNet: {name}, {(kept ? "kept" : "not kept")}", s.Samples, forward, t =>
            {
                using var hidden = kept ? t.Backend.Allocate(t.Backend.HiddenShape(s.Width, Image(t, 1).Shape)) : null;
                t.Backend.CouplingNet<TActivation>(t.Given(Image(t, s.Inputs)), Weights(t), hidden, t.Result("y", Image(t, s.Outputs)));
            });
            foreach (var target in (GradientTarget[])[GradientTarget.None, GradientTarget.Written, GradientTarget.Added])
            {
                yield return new($"CouplingNetGradient: {name}, {(kept ? "kept" : "not kept")}, {target}", s.Samples, backward, t =>
                    Gradient(t, kept, target));
            }
        }

        // What it promises is that the net can keep its hidden activations there, and no more than there.
        yield return new($"HiddenShape: {name}", s.Samples, forward, t =>
        {
            var shape = t.Backend.HiddenShape(s.Width, Image(t, 1).Shape);
            using var room = t.Backend.Allocate(new Shape(3, checked((int)shape.Count)));
            t.Backend.Fill(room, 0.5);
            t.Backend.CouplingNet<TActivation>(
                t.Given(Image(t, s.Inputs)), Weights(t), room.Part(shape.Count, shape), t.Result("y", Image(t, s.Outputs)));
            foreach (var (label, neighbour) in ((string, Tensor)[])[("before", room.Channels(0, 1)), ("after", room.Channels(2, 1))])
            {
                t.Report(label, TestTensors.ReadDoubles(t.Backend, neighbour).Distinct().ToArray());
            }
        });

        void Gradient(Trial t, bool kept, GradientTarget target)
        {
            var (x, weights, dy) = (t.Given(Image(t, s.Inputs)), Weights(t), t.Given(Image(t, s.Outputs)));
            using var hidden = kept ? t.Backend.Allocate(t.Backend.HiddenShape(s.Width, x.Shape)) : null;
            using var y = t.Backend.Allocate(dy.Shape);
            if (kept)
            {
                t.Backend.CouplingNet<TActivation>(x, weights, hidden, y);
            }

            var added = target == GradientTarget.Added;
            t.Backend.CouplingNetGradient<TActivation>(
                x,
                weights,
                hidden,
                dy,
                target == GradientTarget.None ? null : t.Destination("dx", Image(t, s.Inputs), added),
                added,
                new NetWeights(
                    t.Changes("dw1", weights.Weight1.Shape),
                    t.Changes("db1", weights.Bias1.Shape),
                    t.Changes("dw2", weights.Weight2.Shape),
                    t.Changes("db2", weights.Bias2.Shape),
                    t.Changes("dw3", weights.Weight3.Shape)));
        }

        Layout Image(Trial t, int channels) => t.Images(channels, s.Height, s.ImageWidth);

        // Weights that keep every layer's values near 1.
        NetWeights Weights(Trial t) => new(
            t.Given(new Shape(s.Width, s.Inputs, s.First, s.First), 1 / Math.Sqrt(s.Inputs * s.First * s.First)),
            t.Given(new Shape(s.Width)),
            t.Given(new Shape(s.Width, s.Width, 1, 1), 1 / Math.Sqrt(s.Width)),
            t.Given(new Shape(s.Width)),
            t.Given(new Shape(s.Outputs, s.Width, s.Last, s.Last), 1 / Math.Sqrt(s.Width * s.Last * s.Last)));
    }
}

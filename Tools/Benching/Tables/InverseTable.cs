using FlowCore.Layers;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tools.Benching.Baselines;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>
/// The inverse of a FInC unit against the side of the image, its channels and its kernel, for a batch and for one image: the
/// parallel one beside a raster inverse and a dense solve, which run on the host whatever the device is. The layer's time has the
/// folding of its taps in it, the baselines' has not.
/// </summary>
internal sealed class InverseTable : IBenchTable
{
    private const int Groups = 4;
    private const int Kernel = 3;

    /// <inheritdoc/>
    public string Name => "inverse";

    /// <inheritdoc/>
    public string Title => "The inverse of a FInC unit, parallel, in raster order and as a dense solve";

    /// <inheritdoc/>
    public void Measure(TableBench bench)
    {
        var scale = bench.Scale;
        var layer = scale.Layer;
        foreach (var batch in (int[])[scale.Batch, 1])
        {
            foreach (var side in scale.Sides)
            {
                Measure(bench, $"image side n, {Text(batch)}, C={layer.Channels}, k={Kernel}", side, new(layer.Channels, side, side), Kernel, batch);
            }

            foreach (var channels in scale.Channels)
            {
                Measure(bench, $"channels C, {Text(batch)}, n={layer.Height}, k={Kernel}", channels, layer.WithChannels(channels), Kernel, batch);
            }

            foreach (var kernel in scale.Kernels)
            {
                Measure(bench, $"kernel k, {Text(batch)}, C={layer.Channels}, n={layer.Height}", kernel, layer, kernel, batch);
            }
        }
    }

    private static string Text(int batch) => FormattableString.Invariant($"N={batch}");

    private static void Measure(TableBench bench, string panel, int x, ImageShape image, int kernel, int batch)
    {
        var random = new PhiloxSequence(new RandomKey(0, RandomStream.Weights, Step: 0));
        var unit = new FincUnit("finc", image, kernel, kernel, random);
        using var work = new LayerWork(unit, bench.Backend, batch);
        var folded = FoldedKernel.Of(unit, bench.Backend);
        var y = work.ReadLatent();
        var solved = new float[y.Length];

        // A solve's groups run side by side, each a diagonal after the other.
        var own = new List<(string What, string Pass, long Depth, Action Work)>
        {
            ("layer", "forward", 1, work.Forward),
            ("layer", "inverse", image.Height + image.Width - 1, work.Inverse),
        };
        foreach (var (vectors, threads) in Variants(bench.Threads))
        {
            var raster = new RasterInverse(image, folded, vectors, threads);
            var name = FormattableString.Invariant($"raster, {(vectors ? "vectors" : "scalar")}, {threads} thread{(threads > 1 ? "s" : "")}");
            own.Add((name, "inverse", raster.Depth(batch), () => raster.Run(y, solved)));
        }

        if (DenseInverse.Fits(image, Groups))
        {
            var dense = new DenseInverse(image, folded);
            own.Add(("dense solve (MathNet)", "inverse", dense.Depth, () => dense.Run(y, solved)));
        }

        var measured = bench.Clock.MeasureInTurn(own.Select(each => each.Work));
        for (var i = 0; i < own.Count; i++)
        {
            var (what, pass, depth, _) = own[i];
            bench.Add(new TableRow
            {
                Panel = panel,
                What = what,
                Pass = pass,
                X = x,
                Image = image,
                Batch = batch,
                Kernel = kernel,
                Parameters = work.Parameters,
                IsExact = true,
                Time = measured[i].Time,
                Launches = i < 2 ? measured[i].Launches : null,
                Depth = depth,
                Ratio = measured[i].Time.Median / measured[1].Time.Median,
                Note = i < 2 ? null : "on the host",
            });
        }
    }

    private static IEnumerable<(bool Vectors, int Threads)> Variants(int threads)
    {
        (bool, int)[] single = [(false, 1), (true, 1)];
        return threads == 1 ? single : single.Append((true, threads));
    }
}

using FlowCore.Backends;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>
/// One run of a case on one backend: tensors that are the same on every backend, and what came out. Results start as NaN;
/// sources, and the neighbours of a view, are checked to be as they were.
/// </summary>
internal sealed class Trial : IDisposable
{
    // A float holds it exactly, and no case computes it.
    private const double Guard = 12345.5;

    // Not whole vectors, so that a view's first number is not aligned.
    private const int Before = 3, After = 21;

    private readonly BackendCase _case;
    private readonly Placement _placement;
    private readonly int? _sample;
    private readonly List<Piece> _pieces = [];
    private readonly List<Outcome> _outcomes = [];
    private uint _draws;

    private Trial(IBackend backend, BackendCase row, Placement placement, int? sample)
    {
        (Backend, _case, _placement, _sample) = (backend, row, placement, sample);
    }

    public IBackend Backend { get; }

    public ulong Seed => _case.Seed;

    /// <summary>Samples in this run: the case's, or one of them alone.</summary>
    public int Samples => _sample is null ? _case.Samples : 1;

    /// <summary>[N].</summary>
    public Layout Rows => new(new Shape(Samples), PerSample: true);

    /// <summary>An id for each sample, far apart and out of order.</summary>
    public int[] Ids => [.. Enumerable.Range(0, _case.Samples).Where(n => n == (_sample ?? n)).Select(n => ((n * 7919) + 13) % 60000)];

    /// <summary>Runs a case, or one sample of it alone.</summary>
    public static IReadOnlyList<Outcome> Run(IBackend backend, BackendCase row, Placement placement = Placement.Own, int? sample = null)
    {
        using var trial = new Trial(backend, row, placement, sample);
        row.Run(trial);
        trial.Finish();
        return trial._outcomes;
    }

    /// <summary>[C, N, H, W].</summary>
    public Layout Images(int channels, int height, int width) =>
        new(new Shape(channels, Samples, height, width), PerSample: true);

    /// <summary>A source of normal draws.</summary>
    public Tensor Given(Layout layout, double scale = 1) => Place(null, layout, Draw(layout, scale), isSource: true);

    /// <summary>A source of given numbers, rounded to float so that every backend holds the same.</summary>
    public Tensor Given(Shape shape, double[] numbers) =>
        Place(null, shape, [.. numbers.Select(x => (double)(float)x)], isSource: true);

    /// <summary>A destination that is also read: normal draws, to be added to or changed in place.</summary>
    public Tensor Changes(string name, Layout layout, double scale = 1, bool positive = false) =>
        Place(name, layout, Draw(layout, scale, positive), isSource: false);

    /// <summary>A destination that is only written.</summary>
    public Tensor Result(string name, Layout layout) =>
        Place(name, layout, [.. Enumerable.Repeat(double.NaN, checked((int)layout.Shape.Count))], isSource: false);

    /// <summary>The destination of <c>(+)=</c>.</summary>
    public Tensor Destination(string name, Layout layout, bool accumulate) =>
        accumulate ? Changes(name, layout) : Result(name, layout);

    /// <summary>Bytes below <paramref name="levels"/>, [N, C, H, W]; each image starts with both ends.</summary>
    public byte[] Pixels(int levels, int dimensions)
    {
        var draws = new PhiloxSequence(new RandomKey(Seed, RandomStream.Shuffle, _draws++));
        var images = Enumerable.Range(0, _case.Samples).Select(_ =>
            Enumerable.Range(0, dimensions).Select(i => (byte)(i < 2 ? i * (levels - 1) : draws.NextBelow(levels))).ToArray()).ToArray();
        return [.. images.Where((_, n) => n == (_sample ?? n)).SelectMany(image => image)];
    }

    /// <summary>A result that came to the host.</summary>
    public void Report(string name, params double[] numbers) =>
        _outcomes.Add(new Outcome(name, new Shape(numbers.Length), numbers));

    public void Dispose() => _pieces.ForEach(piece => piece.Whole.Dispose());

    private double[] Draw(Layout layout, double scale, bool positive = false)
    {
        var all = !layout.PerSample || _sample is null ? layout.Shape
            : layout.Shape.Rank == 1 ? new Shape(_case.Samples)
            : new Shape(layout.Shape.Channels, _case.Samples, layout.Shape.Height, layout.Shape.Width);
        var numbers = TestTensors.Draw(all.Count, Seed, scale, _draws++);
        numbers = layout.PerSample && _sample is { } sample ? Outcome.Slice(numbers, all, sample) : numbers;
        return positive ? [.. numbers.Select(Math.Abs)] : numbers;
    }

    private Tensor Place(string? name, Layout layout, double[] numbers, bool isSource)
    {
        var shape = layout.Shape;
        var plane = shape.Rank == 4 && layout.PerSample ? (int)shape.Columns : 0;
        var (before, after) = _placement == Placement.Own ? (0, 0) : plane > 0 ? (plane, plane) : (Before, After);
        double[] content = [.. Enumerable.Repeat(Guard, before), .. numbers, .. Enumerable.Repeat(Guard, after)];
        var whole = TestTensors.From(Backend, before == 0 ? shape : new Shape(content.Length), content);
        var tensor = before == 0 ? whole
            : plane > 0 ? whole.Reshape(new Shape(shape[0] + 2, shape[1], shape[2], shape[3])).Channels(1, shape[0])
            : whole.Part(before, shape);
        _pieces.Add(new Piece(name, layout, whole, content, before, after, isSource));
        return tensor;
    }

    private void Finish()
    {
        foreach (var piece in _pieces)
        {
            var now = TestTensors.ReadDoubles(Backend, piece.Whole);
            for (var i = 0; i < now.Length; i++)
            {
                var outside = i < piece.Before || i >= now.Length - piece.After;
                if (!now[i].Equals(piece.Content[i]) && (outside || piece.IsSource))
                {
                    Assert.Fail(
                        $"{_case.Name} (seed {Seed}): wrote {now[i]} over {(outside ? "a neighbour of " : "")}"
                        + $"{piece.Name ?? "a source"} {piece.Layout.Shape} at {i - piece.Before}.");
                }
            }

            if (piece.Name is not null)
            {
                _outcomes.Add(new Outcome(piece.Name, piece.Layout, now[piece.Before..(now.Length - piece.After)]));
            }
        }
    }

    private sealed record Piece(
        string? Name, Layout Layout, Tensor Whole, double[] Content, int Before, int After, bool IsSource);
}

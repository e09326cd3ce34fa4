namespace FlowCore.Onnx.Tracing;

/// <summary>
/// Memory of a traced tensor. A graph has values that never change and operations write over their operands, so a memory says of
/// each of its numbers which value's it is for now, or that it is known and lies in memory of the backend that computes constants.
/// </summary>
/// <param name="inner">Computes what is known.</param>
/// <param name="count">Numbers of one sample.</param>
internal sealed class TracedStorage(IBackend inner, long count) : Storage
{
    // In order, apart from each other; between them numbers are known.
    private readonly List<TracedPiece> _pieces = [];
    private Tensor? _numbers;

    /// <summary>Where what is known lies, <c>[count]</c>.</summary>
    public Tensor Numbers => _numbers ??= inner.Allocate(new Shape(checked((int)count)));

    /// <summary>Whether all numbers of a range are known.</summary>
    public bool IsKnown(long start, long length) => !_pieces.Exists(piece => piece.Start < start + length && piece.End > start);

    /// <summary>Writes a value over a range, or with null says that what is there is known from now on.</summary>
    public void Replace(long start, long length, TracedValue? value)
    {
        var end = start + length;
        for (var i = _pieces.Count - 1; i >= 0; i--)
        {
            var piece = _pieces[i];
            if (piece.Start < end && piece.End > start)
            {
                _pieces.RemoveAt(i);
                Keep(piece.Within(piece.Start, start));
                Keep(piece.Within(end, piece.End));
            }
        }

        if (value is not null)
        {
            Keep(new TracedPiece(start, length, value, From: 0));
        }

        _pieces.Sort((a, b) => a.Start.CompareTo(b.Start));
    }

    /// <summary>What a range is made of, in order and without gaps.</summary>
    public List<TracedPiece> Pieces(long start, long length)
    {
        var (all, at, end) = (new List<TracedPiece>(), start, start + length);
        foreach (var piece in _pieces.Where(piece => piece.Start < end && piece.End > start).Select(piece => piece.Within(start, end)))
        {
            Known(piece.Start);
            all.Add(piece);
            at = piece.End;
        }

        Known(end);
        return all;

        void Known(long until)
        {
            if (at < until)
            {
                all.Add(new TracedPiece(at, until - at, Value: null, From: at));
            }
        }
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _numbers?.Dispose();
        _numbers = null;
    }

    private void Keep(TracedPiece piece)
    {
        if (piece.Length > 0)
        {
            _pieces.Add(piece);
        }
    }
}

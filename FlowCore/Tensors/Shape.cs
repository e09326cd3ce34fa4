using System.Globalization;

namespace FlowCore.Tensors;

/// <summary>
/// The extents of a tensor, at most five of them. Images inside a model are channel-major, <c>[C, N, H, W]</c>,
/// so that a 1×1 convolution over a batch is one matrix product and a channel split is a view.
/// </summary>
public readonly record struct Shape
{
    /// <summary>The most extents a shape can have; masked taps <c>[G, kH, kW, q, q]</c> use all of them.</summary>
    public const int MaxRank = 5;

    private readonly int _d0, _d1, _d2, _d3, _d4;

    /// <summary>A shape of the given extents, each at least 0.</summary>
    public Shape(params ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank)
        {
            throw new ShapeException("Shape", $"at most {MaxRank} extents", $"{extents.Length}");
        }

        foreach (var extent in extents)
        {
            if (extent < 0)
            {
                throw new ShapeException("Shape", "extents of 0 or more", extent.ToString(CultureInfo.InvariantCulture));
            }
        }

        Rank = extents.Length;
        _d0 = Rank > 0 ? extents[0] : 1;
        _d1 = Rank > 1 ? extents[1] : 1;
        _d2 = Rank > 2 ? extents[2] : 1;
        _d3 = Rank > 3 ? extents[3] : 1;
        _d4 = Rank > 4 ? extents[4] : 1;
    }

    /// <summary>How many extents there are.</summary>
    public int Rank { get; }

    /// <summary>The extent of one axis; 1 for the axes past <see cref="Rank"/>.</summary>
    public int this[int axis] => axis switch
    {
        0 => _d0,
        1 => _d1,
        2 => _d2,
        3 => _d3,
        4 => _d4,
        _ => throw new ArgumentOutOfRangeException(nameof(axis)),
    };

    /// <summary>Channels C of <c>[C, N, H, W]</c>.</summary>
    public int Channels => _d0;

    /// <summary>Samples N of <c>[C, N, H, W]</c>.</summary>
    public int Batch => _d1;

    /// <summary>Rows H of <c>[C, N, H, W]</c>.</summary>
    public int Height => _d2;

    /// <summary>Columns W of <c>[C, N, H, W]</c>.</summary>
    public int Width => _d3;

    /// <summary>Pixels of one image, <c>H·W</c>.</summary>
    public int Plane => checked(_d2 * _d3);

    /// <summary>Pixels of the whole batch in one channel, <c>N·H·W</c>.</summary>
    public long Columns => (long)_d1 * _d2 * _d3;

    /// <summary>Elements of the tensor.</summary>
    public long Count => checked(_d0 * Columns * _d4);

    /// <summary><c>[4, 100, 14, 14]</c>.</summary>
    public override string ToString()
    {
        var parts = new string[Rank];
        for (var i = 0; i < Rank; i++)
        {
            parts[i] = this[i].ToString(CultureInfo.InvariantCulture);
        }

        return $"[{string.Join(", ", parts)}]";
    }
}

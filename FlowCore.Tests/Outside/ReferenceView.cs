using FlowCore.Tensors;

namespace FlowCore.Outside;

/// <summary>The numbers of one tensor, indexed as a formula writes them. An index outside of its axis throws.</summary>
public readonly ref struct ReferenceView
{
    private readonly Span<double> _numbers;
    private readonly int _d0, _d1, _d2, _d3, _d4;

    public ReferenceView(Span<double> numbers, Shape shape)
    {
        _numbers = numbers;
        (_d0, _d1, _d2, _d3, _d4) = (shape[0], shape[1], shape[2], shape[3], shape[4]);
    }

    public int Count => _numbers.Length;

    public int Channels => _d0;

    public int Batch => _d1;

    public int Height => _d2;

    public int Width => _d3;

    /// <summary>In memory order, whatever the rank.</summary>
    public ref double this[int index] => ref _numbers[index];

    public ref double this[int row, int column] => ref this[row, column, 0, 0];

    /// <summary>Channel, sample, row and column of an image tensor; output, input and tap of a kernel.</summary>
    public ref double this[int c, int n, int i, int j] => ref _numbers[Index(c, n, i, j)];

    /// <summary>Group, tap, output and input of masked taps.</summary>
    public ref double this[int g, int a, int b, int o, int i] => ref _numbers[(Index(g, a, b, o) * _d4) + Inside(i, _d4)];

    /// <summary>The number at a pixel, or 0 when the pixel is outside of the image.</summary>
    public double Padded(int c, int n, int i, int j) =>
        i < 0 || i >= _d2 || j < 0 || j >= _d3 ? 0.0 : this[c, n, i, j];

    private static int Inside(int index, int extent) =>
        (uint)index < (uint)extent
            ? index
            : throw new ArgumentOutOfRangeException(nameof(index), $"{index} is outside of an axis of {extent}.");

    private int Index(int c, int n, int i, int j) =>
        (((((Inside(c, _d0) * _d1) + Inside(n, _d1)) * _d2) + Inside(i, _d2)) * _d3) + Inside(j, _d3);
}

using FlowCore.Random;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Operations;

/// <summary>
/// <c>x[c, n, p] = scale·ε</c>, the normal draw of (key, ids[n], element in [C, H, W]); x is <c>[C, N, H, W]</c>. One element
/// a block of four draws, those of a sample in a row.
/// </summary>
internal readonly struct FillNormalKernel(
    ArrayView<float> x, SampleLayout layout, long elements, int blocks, RandomKey key, ArrayView<int> ids, float scale)
    : IElementKernel
{
    private readonly ArrayView<float> _x = x;
    private readonly SampleLayout _layout = layout;
    private readonly long _elements = elements;
    private readonly int _blocks = blocks;
    private readonly RandomKey _key = key;
    private readonly ArrayView<int> _ids = ids;
    private readonly float _scale = scale;

    public void Run(long index)
    {
        var sample = IndexMath.Divide(index, _blocks);
        var block = index - (sample * _blocks);
        var words = Philox.Block(_key, (uint)_ids[sample], (uint)block);
        var (first, second) = Philox.Normals(words.X, words.Y);
        var (third, fourth) = Philox.Normals(words.Z, words.W);
        var element = 4 * block;
        Put(sample, element, first);
        Put(sample, element + 1, second);
        Put(sample, element + 2, third);
        Put(sample, element + 3, fourth);
    }

    private void Put(long sample, long element, float draw)
    {
        if (element < _elements)
        {
            _x[_layout.IndexOf(sample, element)] = draw * _scale;
        }
    }
}

using ILGPU;

namespace FlowCore.Gpu.Kernels;

/// <summary>
/// Where a result goes: over what was there, onto it, or nowhere. What is there may be undefined, so that <c>=</c> does
/// not read it.
/// </summary>
internal readonly struct Destination
{
    private const int Nowhere = 0, Over = 1, Onto = 2;

    private readonly ArrayView<float> _view;
    private readonly int _mode;

    /// <summary><c>(+)=</c>, or nothing where there is no memory.</summary>
    public Destination(ArrayView<float>? view, bool accumulate)
    {
        _view = view ?? ArrayView<float>.Empty;
        _mode = view is null ? Nowhere : accumulate ? Onto : Over;
    }

    /// <summary><c>(+)=</c> for one element.</summary>
    public void Put(long index, float value)
    {
        if (_mode == Over)
        {
            _view[index] = value;
        }
        else if (_mode == Onto)
        {
            _view[index] += value;
        }
    }
}

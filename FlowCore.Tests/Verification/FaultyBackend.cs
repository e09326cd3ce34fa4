using FlowCore.Backends;
using FlowCore.Outside;
using FlowCore.Tensors;

namespace FlowCore.Tests.Verification;

/// <summary>A backend with one operation that is wrong, so that the library's own layers are.</summary>
internal sealed class FaultyBackend : ReferenceBackend, IBackend
{
    /// <summary>An entry that the assembled taps of a masked convolution get at a place, or null.</summary>
    public (int Place, double Value)? Tap { get; init; }

    /// <summary>Whether a squeeze takes columns for rows.</summary>
    public bool SwapsSqueeze { get; init; }

    void IBackend.AssembleTaps(Tensor free, Tensor taps)
    {
        AssembleTaps(free, taps);
        if (Tap is var (place, value))
        {
            Write([value], taps.Part(place, new Shape(1)));
        }
    }

    void IBackend.Squeeze(Tensor x, Tensor y, bool accumulate)
    {
        Squeeze(x, y, accumulate);
        for (var channel = 0; SwapsSqueeze && channel < y.Shape.Channels; channel += 4)
        {
            Swap(y.Channels(channel + 1, 1), y.Channels(channel + 2, 1));
        }
    }

    void IBackend.Unsqueeze(Tensor y, Tensor x, bool accumulate)
    {
        using var copy = Allocate(y.Shape);
        Copy(y, copy);
        for (var channel = 0; SwapsSqueeze && channel < y.Shape.Channels; channel += 4)
        {
            Swap(copy.Channels(channel + 1, 1), copy.Channels(channel + 2, 1));
        }

        Unsqueeze(copy, x, accumulate);
    }

    private void Swap(Tensor a, Tensor b)
    {
        using var kept = Allocate(a.Shape);
        Copy(a, kept);
        Copy(b, a);
        Copy(kept, b);
    }
}

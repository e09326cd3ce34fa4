using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Tools.Benching.Baselines;

/// <summary>
/// The sums of one pixel, <c>x_p = Σ_t w_t·window_t</c>, over the pixel and its neighbours up and to the left. Weights are packed by
/// blocks of four output channels, <c>[G, ⌈q/4⌉, kH·kW·q, 4]</c>, in the order in which the window lies in memory.
/// </summary>
internal sealed class PixelSums
{
    private const int Block = 4;

    private readonly FoldedKernel _kernel;
    private readonly bool _vectors;
    private readonly int _blocks;
    private readonly float[] _weights;

    /// <summary>The sums of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="vectors">Whether a block is one vector, or four numbers.</param>
    public PixelSums(FoldedKernel kernel, bool vectors)
    {
        (_kernel, _vectors) = (kernel, vectors);
        _blocks = (kernel.Channels + Block - 1) / Block;
        _weights = Pack();
    }

    private int Terms => _kernel.Height * _kernel.Width * _kernel.Channels;

    /// <summary>Puts <c>x_p</c> into the place of <c>y_p</c>.</summary>
    /// <param name="group">The group.</param>
    /// <param name="work">Pixels, channel-last, of which those before this one are inverted.</param>
    /// <param name="first">The window's first number: its top left pixel's.</param>
    /// <param name="stride">From a row to the next.</param>
    public void Step(int group, float[] work, int first, int stride)
    {
        Span<Vector128<float>> sums = stackalloc Vector128<float>[Math.Min(_blocks, 64)];
        var run = _kernel.Width * _kernel.Channels;
        var last = first + ((_kernel.Height - 1) * stride) + run - _kernel.Channels;

        // All sums read y_p, so none may be written before the last is there; more blocks than the stack holds take the heap.
        sums = _blocks > sums.Length ? new Vector128<float>[_blocks] : sums;
        for (var block = 0; block < _blocks; block++)
        {
            ref var weights = ref _weights[((group * _blocks) + block) * Terms * Block];
            sums[block] = _vectors ? Vectors(ref weights, work, first, stride, run) : Numbers(ref weights, work, first, stride, run);
        }

        MemoryMarshal.Cast<Vector128<float>, float>(sums)[.._kernel.Channels].CopyTo(work.AsSpan(last));
    }

    // Two sums, so that an addition need not wait for the one before it.
    private Vector128<float> Vectors(ref float weights, float[] work, int first, int stride, int run)
    {
        var (even, odd) = (Vector128<float>.Zero, Vector128<float>.Zero);
        for (var row = 0; row < _kernel.Height; row++)
        {
            ref var window = ref work[first + (row * stride)];
            var t = 0;
            for (; t + 1 < run; t += 2)
            {
                even = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref weights), Vector128.Create(Unsafe.Add(ref window, t)), even);
                odd = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref weights, Block), Vector128.Create(Unsafe.Add(ref window, t + 1)), odd);
                weights = ref Unsafe.Add(ref weights, 2 * Block);
            }

            if (t < run)
            {
                even = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref weights), Vector128.Create(Unsafe.Add(ref window, t)), even);
                weights = ref Unsafe.Add(ref weights, Block);
            }
        }

        return even + odd;
    }

    private Vector128<float> Numbers(ref float weights, float[] work, int first, int stride, int run)
    {
        float a = 0, b = 0, c = 0, d = 0;
        for (var row = 0; row < _kernel.Height; row++)
        {
            ref var window = ref work[first + (row * stride)];
            for (var t = 0; t < run; t++)
            {
                var x = Unsafe.Add(ref window, t);
                a += weights * x;
                b += Unsafe.Add(ref weights, 1) * x;
                c += Unsafe.Add(ref weights, 2) * x;
                d += Unsafe.Add(ref weights, 3) * x;
                weights = ref Unsafe.Add(ref weights, Block);
            }
        }

        return Vector128.Create(a, b, c, d);
    }

    private float[] Pack()
    {
        var (height, width, q) = (_kernel.Height, _kernel.Width, _kernel.Channels);
        var packed = new float[_kernel.Groups * _blocks * Terms * Block];
        for (var i = 0; i < _kernel.Folded.Length; i++)
        {
            var (rest, input) = Math.DivRem(i, q);
            (rest, var output) = Math.DivRem(rest, q);
            (rest, var dx) = Math.DivRem(rest, width);
            var (group, dy) = Math.DivRem(rest, height);

            // Lag (0, 0), the pixel itself, is last in its window; all others are subtracted.
            var term = ((((height - 1 - dy) * width) + width - 1 - dx) * q) + input;
            var at = (((((group * _blocks) + (output / Block)) * Terms) + term) * Block) + (output % Block);
            packed[at] = dy == 0 && dx == 0 ? _kernel.Folded[i] : -_kernel.Folded[i];
        }

        return packed;
    }
}

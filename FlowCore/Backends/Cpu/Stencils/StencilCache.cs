using System.Collections.Immutable;

namespace FlowCore.Backends.Cpu.Stencils;

/// <summary>The stencils that were asked for before: each is made once for an image size.</summary>
internal sealed class StencilCache
{
    private readonly Dictionary<(int Height, int Width, StencilShape Shape), Stencil> _stencils = [];
    private readonly Dictionary<(int, int, int, int, bool, ImmutableArray<Orientation>), Stencil[]> _causal = [];

    /// <summary>The stencil of some taps over images of H×W.</summary>
    public Stencil Of(int height, int width, StencilShape shape)
    {
        lock (_stencils)
        {
            if (!_stencils.TryGetValue((height, width, shape), out var stencil))
            {
                _stencils[(height, width, shape)] = stencil = new Stencil(height, width, shape);
            }

            return stencil;
        }
    }

    /// <summary>The stencil of a convolution with a kernel <c>[O, I, kH, kW]</c>.</summary>
    /// <param name="images">Shape of the images.</param>
    /// <param name="kernel">Shape of the kernel.</param>
    /// <param name="reversed">Whether tap τ reads −τ, as the gradient of the input does.</param>
    public Stencil Centred(Shape images, Shape kernel, bool reversed)
    {
        var shape = StencilShape.Centred(kernel[2], kernel[3]);
        return Of(images.Height, images.Width, reversed ? shape.Reversed() : shape);
    }

    /// <summary>The stencils of a masked convolution with taps <c>[G, kH, kW, q, q]</c>, one a group.</summary>
    /// <param name="images">Shape of the images.</param>
    /// <param name="taps">Shape of the taps.</param>
    /// <param name="orientations">One a group.</param>
    /// <param name="reversed">Whether tap τ reads −τ, as the gradient of the input does.</param>
    public Stencil[] Causal(Shape images, Shape taps, ImmutableArray<Orientation> orientations, bool reversed)
    {
        var key = (images.Height, images.Width, taps[1], taps[2], reversed, orientations);
        lock (_causal)
        {
            if (!_causal.TryGetValue(key, out var stencils))
            {
                _causal[key] = stencils = new Stencil[orientations.Length];
                for (var group = 0; group < stencils.Length; group++)
                {
                    var shape = StencilShape.Causal(taps[1], taps[2], orientations[group]);
                    stencils[group] = Of(images.Height, images.Width, reversed ? shape.Reversed() : shape);
                }
            }

            return stencils;
        }
    }
}

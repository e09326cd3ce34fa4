using System.Diagnostics;
using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>A coupling's net over a batch: its sizes, its stencils and how the work is cut.</summary>
internal sealed unsafe class NetPlan<TTile, TDot>
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
{
    public NetPlan(CpuBackend backend, NetWeights weights, Shape images)
    {
        // What a tile of products writes, a tile of dot products reads.
        Debug.Assert(TTile.Columns == TDot.Step, "Tiles of one width.");
        (Inputs, Width, Outputs) = (weights.Inputs, weights.Width, weights.Outputs);
        (Height, ImageWidth, Samples) = (images.Height, images.Width, images.Batch);
        var first = StencilShape.Centred(weights.Weight1.Shape[2], weights.Weight1.Shape[3]);
        var last = StencilShape.Centred(weights.Weight3.Shape[2], weights.Weight3.Shape[3]);
        (First, FirstReversed) = (backend.StencilOf(Height, ImageWidth, first), backend.StencilOf(Height, ImageWidth, first.Reversed()));
        (Last, LastReversed) = (backend.StencilOf(Height, ImageWidth, last), backend.StencilOf(Height, ImageWidth, last.Reversed()));
        Bands = new NetBands(Width, Samples, Height, ImageWidth);
        (InputRows, OutputRows) = (Inputs * First.Taps, Outputs * Last.Taps);
        PanelsPerBand = PanelsOf(Bands.Longest);
        HiddenPerBand = PanelsPerBand * Panels.Stride<TDot>(Width);
    }

    public int Inputs { get; }

    public int Width { get; }

    public int Outputs { get; }

    public int Samples { get; }

    public int Height { get; }

    public int ImageWidth { get; }

    public NetBands Bands { get; }

    /// <summary>What the first convolution reads.</summary>
    public Stencil First { get; }

    /// <summary>What its gradient with respect to its input reads.</summary>
    public Stencil FirstReversed { get; }

    /// <summary>What the last convolution reads.</summary>
    public Stencil Last { get; }

    /// <summary>What its gradient with respect to its input reads.</summary>
    public Stencil LastReversed { get; }

    /// <summary>Rows of the gathered input, (input, tap).</summary>
    public int InputRows { get; }

    /// <summary>Rows of the gathered gradient of the output, (output, tap).</summary>
    public int OutputRows { get; }

    /// <summary>The most panels of a band.</summary>
    public int PanelsPerBand { get; }

    /// <summary>Floats of one hidden layer of a band.</summary>
    public long HiddenPerBand { get; }

    /// <summary>
    /// The second hidden layer of every band. The first is computed again: from few channels, it costs less than to bring it
    /// back from memory.
    /// </summary>
    public static Shape HiddenShape(int width, Shape images)
    {
        var bands = new NetBands(width, images.Batch, images.Height, images.Width);
        return new Shape(bands.Count, PanelsOf(bands.Longest), Panels.Room<TDot>(width), TDot.Step);
    }

    /// <summary>Panels that hold some pixels.</summary>
    public static int PanelsOf(long pixels) => (int)((pixels + TTile.Columns - 1) / TTile.Columns);
}

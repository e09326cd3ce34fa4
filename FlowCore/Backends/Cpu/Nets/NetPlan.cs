using System.Diagnostics;
using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>A coupling's net over a batch: its sizes and its stencils.</summary>
internal sealed unsafe class NetPlan<TTile, TDot>
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
{
    public NetPlan(Workspace workspace, NetWeights weights, Shape images)
    {
        // What a tile of products writes, a tile of dot products reads.
        Debug.Assert(TTile.Columns == TDot.PanelColumns, "Tiles of one width.");
        (Inputs, Width, Outputs) = (weights.Inputs, weights.Width, weights.Outputs);
        var (height, width) = (images.Height, images.Width);
        var first = StencilShape.Centred(weights.Weight1.Shape[2], weights.Weight1.Shape[3]);
        var last = StencilShape.Centred(weights.Weight3.Shape[2], weights.Weight3.Shape[3]);
        (First, FirstReversed) = (workspace.Stencils.Of(height, width, first), workspace.Stencils.Of(height, width, first.Reversed()));
        (Last, LastReversed) = (workspace.Stencils.Of(height, width, last), workspace.Stencils.Of(height, width, last.Reversed()));
        (InputRows, OutputRows) = (Inputs * First.Taps, Outputs * Last.Taps);
        Pixels = images.Columns;
        HiddenStride = Panels.Stride<TDot>(Width);
    }

    public int Inputs { get; }

    public int Width { get; }

    public int Outputs { get; }

    /// <summary>Pixels of the batch.</summary>
    public long Pixels { get; }

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

    /// <summary>Floats of a panel of a hidden layer.</summary>
    public long HiddenStride { get; }

    /// <summary>
    /// The second hidden layer, panel by panel. The first is computed again: from few channels, it costs less than to bring it
    /// back from memory.
    /// </summary>
    public static Shape HiddenShape(int width, Shape images) =>
        new(PanelsOf(images.Columns), Panels.PaddedRows<TDot>(width), TDot.PanelColumns);

    /// <summary>Panels that hold some pixels.</summary>
    public static int PanelsOf(long pixels) => checked((int)((pixels + TTile.Columns - 1) / TTile.Columns));

    /// <summary>Where the panel of a pixel starts in a hidden layer of the whole batch.</summary>
    public long HiddenAt(long pixel) => pixel / TTile.Columns * HiddenStride;
}

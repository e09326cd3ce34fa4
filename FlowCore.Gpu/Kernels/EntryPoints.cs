using ILGPU;

namespace FlowCore.Gpu.Kernels;

/// <summary>
/// What ILGPU compiles, closed over each kernel struct. The strided forms give every thread many elements: the emulator
/// starts a group in milliseconds, while compilers vectorise only a thread of one element.
/// </summary>
internal static class EntryPoints
{
    /// <summary>A thread an element.</summary>
    public static void Elements<TKernel>(long count, TKernel kernel)
        where TKernel : struct, IElementKernel
    {
        var index = FirstColumn;
        if (index < count)
        {
            kernel.Run(index);
        }
    }

    /// <summary><see cref="Elements"/> with as many threads as there are.</summary>
    public static void ElementsStrided<TKernel>(long count, TKernel kernel)
        where TKernel : struct, IElementKernel
    {
        for (var index = FirstColumn; index < count; index += Columns)
        {
            kernel.Run(index);
        }
    }

    /// <summary>A thread an element; the grid's y is the channel.</summary>
    public static void Channels<TKernel>(long columns, TKernel kernel)
        where TKernel : struct, IChannelKernel
    {
        var column = FirstColumn;
        if (column < columns)
        {
            kernel.Run(Grid.IdxY, column);
        }
    }

    /// <summary><see cref="Channels"/> with as many threads as there are.</summary>
    public static void ChannelsStrided<TKernel>(int channels, long columns, TKernel kernel)
        where TKernel : struct, IChannelKernel
    {
        for (var channel = 0; channel < channels; channel++)
        {
            for (var column = FirstColumn; column < columns; column += Columns)
            {
                kernel.Run(channel, column);
            }
        }
    }

    /// <summary>The kernel knows its grid.</summary>
    public static void Groups<TKernel>(TKernel kernel)
        where TKernel : struct, IGroupKernel => kernel.Run();

    private static long FirstColumn => ((long)Grid.IdxX * Group.DimX) + Group.IdxX;

    private static long Columns => (long)Grid.DimX * Group.DimX;
}

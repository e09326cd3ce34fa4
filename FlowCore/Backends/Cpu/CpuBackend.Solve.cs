using System.Collections.Immutable;
using FlowCore.Backends.Cpu.Solve;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

/// <content>The inverse of a masked convolution and its transpose.</content>
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x)
    {
        var taps = Pointer(folded);
        Solve(y, x, folded.Shape, orientations, (image, kernel, signs, offset) =>
            new WavefrontSolve(image, kernel, signs, taps + offset, taps + offset, null));
    }

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u)
    {
        using var transposed = Allocate(folded.Shape);
        var source = Pointer(folded);
        var taps = Pointer(transposed);
        var size = folded.Shape[4];
        for (long block = 0; block < folded.Shape.Count; block += size * size)
        {
            for (var o = 0; o < size; o++)
            {
                for (var i = 0; i < size; i++)
                {
                    taps[block + (i * size) + o] = source[block + (o * size) + i];
                }
            }
        }

        Solve(g, u, folded.Shape, orientations, (image, kernel, signs, offset) =>
            new WavefrontSolve(image, kernel, (-signs.Row, -signs.Column), taps + offset, null, taps + offset));
    }

    private delegate WavefrontSolve GroupSolve(
        ImageShape image, (int Height, int Width) kernel, (int Row, int Column) signs, long offset);

    private void Solve(
        Tensor source, Tensor target, Shape folded, ImmutableArray<Orientation> orientations, GroupSolve solveOf)
    {
        var shape = source.Shape;
        var (size, plane, columns) = (folded[4], shape.Plane, shape.Columns);
        var image = new ImageShape(size, shape.Height, shape.Width);
        var kernel = (folded[1], folded[2]);
        var blocks = (shape.Batch + Lanes.Width - 1) / Lanes.Width;
        var memorySize = WavefrontSolve.MemorySize(image);
        using var scratch = Scratch(Threads * memorySize);
        var memory = scratch.Pointer;
        var from = Pointer(source);
        var to = Pointer(target);
        var solves = new WavefrontSolve[orientations.Length];
        for (var group = 0; group < solves.Length; group++)
        {
            var signs = (orientations[group].RowSign(), orientations[group].ColumnSign());
            solves[group] = solveOf(image, kernel, signs, group * (folded.Count / orientations.Length));
        }

        _team.For(blocks * solves.Length, (piece, worker) =>
        {
            var (group, block) = Math.DivRem(piece, blocks);
            var first = block * Lanes.Width;
            var offset = (group * size * columns) + ((long)first * plane);
            var samples = Math.Min(Lanes.Width, shape.Batch - first);
            solves[group].Run(from + offset, to + offset, columns, samples, memory + (worker * memorySize));
        });
    }
}

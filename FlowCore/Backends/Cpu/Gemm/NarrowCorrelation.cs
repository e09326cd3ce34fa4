using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// The sums of <see cref="Correlation"/> for groups of at most four channels, a vector of pixels at a time: most of a
/// tile's rows would be empty, and packing neighbours for so few products costs more than the products.
/// </summary>
internal static unsafe class NarrowCorrelation
{
    /// <summary>The most channels in and out.</summary>
    public const int MostChannels = 4;

    // Pixels that are worth handing out.
    private const int TaskPixels = 4096;

    // Vectors at a time with four outputs each: their sums fit the registers of any width.
    private const int FourOutputsVectors = 2;

    /// <inheritdoc cref="Correlation"/>
    public static void Run(Workspace workspace, ChannelRows x, GroupedKernel kernels, ChannelRows y, bool accumulate)
    {
        var size = kernels.First.Inputs * kernels.First.Taps * MostChannels;
        using var memory = workspace.Scratch((long)kernels.Groups * size);
        for (var group = 0; group < kernels.Groups; group++)
        {
            Pack(kernels[group], memory.Pointer + (group * size));
        }

        var tasks = checked((int)((x.Columns + TaskPixels - 1) / TaskPixels));
        workspace.Team.For(kernels.Groups * tasks, new Tasks(kernels, x, y, accumulate, tasks, memory.Pointer, size));
    }

    /// <summary><c>[input, tap, output]</c>, with zeros for the outputs that are not there.</summary>
    private static void Pack(KernelView kernel, float* to)
    {
        for (var input = 0; input < kernel.Inputs; input++)
        {
            for (var tap = 0; tap < kernel.Taps; tap++, to += MostChannels)
            {
                for (var output = 0; output < MostChannels; output++)
                {
                    to[output] = output < kernel.Outputs ? kernel[output, input, tap] : 0f;
                }
            }
        }
    }

    private readonly struct Tasks(
        GroupedKernel kernels, ChannelRows x, ChannelRows y, bool accumulate, int tasks, float* weights, int size) : ITeamWork
    {
        private readonly float* _weights = weights;

        public void Run(int task, int worker)
        {
            var (group, index) = Math.DivRem(task, tasks);
            var kernel = kernels.First;
            var inputs = GroupedKernel.Of(x, kernel.Inputs, group);
            var outputs = GroupedKernel.Of(y, kernel.Outputs, group);
            var stencil = kernels.Stencils[group];
            var start = (long)index * TaskPixels;
            var end = Math.Min(x.Columns, start + TaskPixels);
            var vectors = kernel.Outputs == 1 ? Stencil.MostVectors : FourOutputsVectors;
            var w = _weights + (group * size);
            for (var p = start; p < end;)
            {
                // Several vectors where all neighbours are memory, else one with care.
                var phase = (int)(p % stencil.Plane);
                var next = p + (vectors * Lanes.Width);
                if (p < stencil.Reach || next > end || next + stencil.Reach > x.Columns)
                {
                    OneVector(inputs, stencil, p, phase, w, outputs, end - p);
                    p += Lanes.Width;
                }
                else if (vectors == Stencil.MostVectors)
                {
                    OneOutput(inputs, stencil, p, phase, w, outputs);
                    p = next;
                }
                else
                {
                    FourOutputs(inputs, stencil, p, phase, w, outputs);
                    p = next;
                }
            }
        }

        private void OneOutput(ChannelRows x, Stencil stencil, long p, int phase, float* w, ChannelRows y)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var input = 0; input < x.Channels; input++)
            {
                var plane = x.Row(input) + p;
                var mask = stencil.Masks + phase;
                foreach (var offset in stencil.Offsets)
                {
                    var from = plane + offset;
                    var weight = Vector512.Create(w[0]);
                    s0 = Vector512.MultiplyAddEstimate(Masked(from, mask, 0), weight, s0);
                    s1 = Vector512.MultiplyAddEstimate(Masked(from, mask, 1), weight, s1);
                    s2 = Vector512.MultiplyAddEstimate(Masked(from, mask, 2), weight, s2);
                    s3 = Vector512.MultiplyAddEstimate(Masked(from, mask, 3), weight, s3);
                    mask += stencil.MaskStride;
                    w += MostChannels;
                }
            }

            var to = y.Row(0) + p;
            Write(s0, to, Lanes.Width);
            Write(s1, to + Lanes.Width, Lanes.Width);
            Write(s2, to + (2 * Lanes.Width), Lanes.Width);
            Write(s3, to + (3 * Lanes.Width), Lanes.Width);
        }

        private void FourOutputs(ChannelRows x, Stencil stencil, long p, int phase, float* w, ChannelRows y)
        {
            Vector512<float> s00 = default, s10 = default, s20 = default, s30 = default;
            Vector512<float> s01 = default, s11 = default, s21 = default, s31 = default;
            for (var input = 0; input < x.Channels; input++)
            {
                var plane = x.Row(input) + p;
                var mask = stencil.Masks + phase;
                foreach (var offset in stencil.Offsets)
                {
                    var (left, right) = (Masked(plane + offset, mask, 0), Masked(plane + offset, mask, 1));
                    s00 = Vector512.MultiplyAddEstimate(left, Vector512.Create(w[0]), s00);
                    s01 = Vector512.MultiplyAddEstimate(right, Vector512.Create(w[0]), s01);
                    s10 = Vector512.MultiplyAddEstimate(left, Vector512.Create(w[1]), s10);
                    s11 = Vector512.MultiplyAddEstimate(right, Vector512.Create(w[1]), s11);
                    s20 = Vector512.MultiplyAddEstimate(left, Vector512.Create(w[2]), s20);
                    s21 = Vector512.MultiplyAddEstimate(right, Vector512.Create(w[2]), s21);
                    s30 = Vector512.MultiplyAddEstimate(left, Vector512.Create(w[3]), s30);
                    s31 = Vector512.MultiplyAddEstimate(right, Vector512.Create(w[3]), s31);
                    mask += stencil.MaskStride;
                    w += MostChannels;
                }
            }

            Write(y, 0, p, s00, s01);
            Write(y, 1, p, s10, s11);
            Write(y, 2, p, s20, s21);
            Write(y, 3, p, s30, s31);
        }

        private void OneVector(ChannelRows x, Stencil stencil, long p, int phase, float* w, ChannelRows y, long left)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var input = 0; input < x.Channels; input++)
            {
                for (var tap = 0; tap < stencil.Taps; tap++, w += MostChannels)
                {
                    var neighbour = stencil.Load(x.Row(input), x.Columns, tap, p, phase);
                    s0 = Vector512.MultiplyAddEstimate(neighbour, Vector512.Create(w[0]), s0);
                    s1 = Vector512.MultiplyAddEstimate(neighbour, Vector512.Create(w[1]), s1);
                    s2 = Vector512.MultiplyAddEstimate(neighbour, Vector512.Create(w[2]), s2);
                    s3 = Vector512.MultiplyAddEstimate(neighbour, Vector512.Create(w[3]), s3);
                }
            }

            Write(s0, y.Row(0) + p, left);
            if (y.Channels > 1)
            {
                Write(s1, y.Row(1) + p, left);
            }

            if (y.Channels > 2)
            {
                Write(s2, y.Row(2) + p, left);
            }

            if (y.Channels > 3)
            {
                Write(s3, y.Row(3) + p, left);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> Masked(float* from, int* mask, int vector) =>
            Vector512.Load(from + (vector * Lanes.Width)) & Vector512.Load(mask + (vector * Lanes.Width)).AsSingle();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(ChannelRows y, int output, long p, Vector512<float> left, Vector512<float> right)
        {
            if (output < y.Channels)
            {
                var to = y.Row(output) + p;
                Write(left, to, Lanes.Width);
                Write(right, to + Lanes.Width, Lanes.Width);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(Vector512<float> sum, float* to, long left) =>
            Lanes.Store(accumulate ? Lanes.Load(to, left) + sum : sum, to, left);
    }
}

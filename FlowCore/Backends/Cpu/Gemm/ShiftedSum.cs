using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>y[o, p] (+)= f(b[o] + Σ_τ product[(τ, o), p + τ])</c>: the second half of a convolution that multiplied first. Every
/// tap's contribution at every pixel is there, and is shifted to where it belongs.
/// </summary>
internal static unsafe class ShiftedSum
{
    /// <summary>Adds the taps up for a run of pixels.</summary>
    /// <param name="product">Row 0 of the products, where pixel 0 of the batch would be.</param>
    /// <param name="stride">Floats from one row of products to the next.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="stencil">The taps.</param>
    /// <param name="start">The first pixel.</param>
    /// <param name="end">The pixel after the last.</param>
    /// <param name="bias">One an output, or null.</param>
    /// <param name="y">Output 0 of the first pixel.</param>
    /// <param name="strideOfY">Floats from one output to the next.</param>
    /// <param name="accumulate">Whether y is added to.</param>
    public static void Run<TActivation>(
        float* product, long stride, int outputs, Stencil stencil, long start, long end, float* bias, float* y, long strideOfY, bool accumulate)
        where TActivation : struct, IActivation
    {
        for (var output = 0; output < outputs; output++)
        {
            var target = y + (output * strideOfY) - start;
            var b = Vector512.Create(bias is null ? 0f : bias[output]);
            var phase = (int)(start % stencil.Plane);
            for (var p = start; p < end; p += Lanes.Width)
            {
                var sum = b;
                for (var tap = 0; tap < stencil.Taps; tap++)
                {
                    var source = product + (((tap * outputs) + output) * stride) + p + stencil.Offsets[tap];
                    var mask = Vector512.Load(stencil.Masks + (tap * stencil.MaskStride) + phase);
                    sum += Vector512.Load(source) & mask.AsSingle();
                }

                var left = end - p;
                sum = TActivation.Forward(sum);
                Lanes.Store(accumulate ? sum + Lanes.Load(target + p, left) : sum, target + p, left);
                phase = stencil.Advance(phase);
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>The sums of a recursion at a run of steps, for every walk over the pixels.</summary>
internal static unsafe class SolveSteps<TVector>
    where TVector : struct, ILaneVector<TVector>
{
    /// <summary>All outputs. Target must not be the right side.</summary>
    public static void Run(RecurrenceTerms terms, int size, float* factors, in StepSequence steps)
    {
        if (OutputTile.CountOf(size) == size)
        {
            Tile(terms, 0, size, factors, steps);
            return;
        }

        var step = steps;
        step.Count = 1;
        for (var count = steps.Count; count > 0; count--)
        {
            var f = factors;
            for (var output = 0; output < size;)
            {
                var outputs = OutputTile.CountOf(size - output);
                Tile(terms, output, outputs, f, step);
                f += (long)terms.Count * outputs;
                output += outputs;
            }

            step.Right += steps.RightStride;
            step.Lags += steps.Stride;
            step.Target += steps.Stride;
        }
    }

    private static void Tile(RecurrenceTerms terms, int output, int outputs, float* factors, in StepSequence steps)
    {
        switch (outputs)
        {
            case 1:
                Tile<Sums1<TVector>>(terms, output, factors, steps);
                break;
            case 2:
                Tile<Sums2<TVector>>(terms, output, factors, steps);
                break;
            case 3:
                Tile<Sums3<TVector>>(terms, output, factors, steps);
                break;
            case 4:
                Tile<Sums4<TVector>>(terms, output, factors, steps);
                break;
            case 6:
                Tile<Sums6<TVector>>(terms, output, factors, steps);
                break;
            default:
                Tile<Sums12<TVector>>(terms, output, factors, steps);
                break;
        }
    }

    // From the first call on: unoptimised, every product is a call, and a short run is over before the JIT comes back.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TSums>(RecurrenceTerms terms, int output, float* factors, in StepSequence steps)
        where TSums : struct, ISums<TSums, TVector>
    {
        var right = steps.Right;
        var lags = steps.Lags;
        var target = steps.Target + (output * steps.ChannelStride);
        var (rightStride, stride, runStride, channelStride) = (steps.RightStride, steps.Stride, steps.RunStride, steps.ChannelStride);
        for (var count = steps.Count; count > 0; count--)
        {
            var f = factors;
            var sums = terms.Right > 0 ? default : TSums.Load(right + (output * channelStride), channelStride);
            var p = right;
            for (var i = 0; i < terms.Right; i++)
            {
                sums.Add(f, TVector.Load(p));
                f += TSums.Count;
                p += channelStride;
            }

            var lag = lags;
            for (var r = terms.Runs; r > 0; r--)
            {
                p = lag;
                for (var i = r == 1 ? terms.LastLength : terms.RunLength; i > 0; i--)
                {
                    sums.Add(f, TVector.Load(p));
                    f += TSums.Count;
                    p += channelStride;
                }

                lag += runStride;
            }

            sums.Store(target, channelStride);
            right += rightStride;
            lags += stride;
            target += stride;
        }
    }
}

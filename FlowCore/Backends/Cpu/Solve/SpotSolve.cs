using System.Runtime.CompilerServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>The sums of a recursion at a run of spots, for every walk over the pixels.</summary>
internal static unsafe class SpotSolve<TVector>
    where TVector : struct, ILaneVector<TVector>
{
    /// <summary>All outputs. Target must not be the right side.</summary>
    public static void Run(Terms terms, int size, float* factors, in SpotRun run)
    {
        if (OutputBlock.CountOf(size) == size)
        {
            Block(terms, 0, size, factors, run);
            return;
        }

        var spot = run;
        spot.Count = 1;
        for (var count = run.Count; count > 0; count--)
        {
            var f = factors;
            for (var output = 0; output < size;)
            {
                var outputs = OutputBlock.CountOf(size - output);
                Block(terms, output, outputs, f, spot);
                f += (long)terms.Count * outputs;
                output += outputs;
            }

            spot.Right += run.RightStep;
            spot.Lags += run.Step;
            spot.Target += run.Step;
        }
    }

    private static void Block(Terms terms, int output, int outputs, float* factors, in SpotRun run)
    {
        switch (outputs)
        {
            case 1:
                Block<Sums1<TVector>>(terms, output, factors, run);
                break;
            case 2:
                Block<Sums2<TVector>>(terms, output, factors, run);
                break;
            case 3:
                Block<Sums3<TVector>>(terms, output, factors, run);
                break;
            case 4:
                Block<Sums4<TVector>>(terms, output, factors, run);
                break;
            case 6:
                Block<Sums6<TVector>>(terms, output, factors, run);
                break;
            default:
                Block<Sums12<TVector>>(terms, output, factors, run);
                break;
        }
    }

    // From the first call on: unoptimised, every product is a call, and a short run is over before the JIT comes back.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<TSums>(Terms terms, int output, float* factors, in SpotRun run)
        where TSums : struct, ISums<TSums, TVector>
    {
        var right = run.Right;
        var lags = run.Lags;
        var target = run.Target + (output * run.ChannelStep);
        var (rightStep, step, runStep, channelStep) = (run.RightStep, run.Step, run.RunStep, run.ChannelStep);
        for (var count = run.Count; count > 0; count--)
        {
            var f = factors;
            var sums = terms.Right > 0 ? default : TSums.Load(right + (output * channelStep), channelStep);
            var p = right;
            for (var i = 0; i < terms.Right; i++)
            {
                sums.Add(f, TVector.Load(p));
                f += TSums.Count;
                p += channelStep;
            }

            var lag = lags;
            for (var r = terms.Runs; r > 0; r--)
            {
                p = lag;
                for (var i = r == 1 ? terms.LastLength : terms.RunLength; i > 0; i--)
                {
                    sums.Add(f, TVector.Load(p));
                    f += TSums.Count;
                    p += channelStep;
                }

                lag += runStep;
            }

            sums.Store(target, channelStep);
            right += rightStep;
            lags += step;
            target += step;
        }
    }
}

using System.Diagnostics.CodeAnalysis;

namespace FlowCore.Imaging.Integrity;

/// <summary>
/// The blocks of a scan, read as a decoder reads them (ITU-T T.81, annexes F.2 and G.2) but for their values. More is refused than
/// decoders refuse: a run of zeros past the last coefficient, and values that no 8-bit picture has.
/// </summary>
/// <param name="first">The first coefficient of a scan that brings a part of them.</param>
/// <param name="last">The last.</param>
/// <param name="isRefinement">Whether it brings one more bit of coefficients that have begun.</param>
internal sealed class JpegBlocks(int first, int last, bool isRefinement)
{
    private const int MostBitsOfFirst = 11;
    private const int MostBitsOfOthers = 10;
    private const int LongestRun = 15;

    // Blocks without more coefficients that are still to come of a run of such.
    private int _emptyBlocks;

    /// <summary>Ends the scan or a part of it that stands by itself.</summary>
    /// <exception cref="InvalidDataException">A run of blocks would go on.</exception>
    public void Close() => Require(_emptyBlocks == 0);

    /// <summary>Reads a block of a scan that brings all coefficients at once.</summary>
    public static void ReadWhole(ref EntropyBits bits, HuffmanCode? low, HuffmanCode? high)
    {
        ReadFirst(ref bits, low);
        Require(high is not null);
        for (var k = 1; k < 64; k++)
        {
            var symbol = high.Read(ref bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < LongestRun)
            {
                Require(run == 0);
                return;
            }

            k += run;
            Require(k < 64 && size <= MostBitsOfOthers);
            bits.Skip(size);
        }
    }

    /// <summary>Reads a block of a scan that brings some coefficients, or some bits of them.</summary>
    /// <param name="bits">The scan.</param>
    /// <param name="low">The code of first coefficients.</param>
    /// <param name="high">The code of the others.</param>
    /// <param name="nonZero">Which coefficients of the block are not 0 so far, to which it adds.</param>
    public void ReadPart(ref EntropyBits bits, HuffmanCode? low, HuffmanCode? high, ref ulong nonZero)
    {
        if (first == 0)
        {
            if (isRefinement)
            {
                bits.Skip(1);
            }
            else
            {
                ReadFirst(ref bits, low);
            }
        }
        else if (isRefinement)
        {
            Refine(ref bits, high, ref nonZero);
        }
        else
        {
            ReadOthers(ref bits, high, ref nonZero);
        }
    }

    private static void ReadFirst(ref EntropyBits bits, HuffmanCode? low)
    {
        Require(low is not null);
        var size = low.Read(ref bits);
        Require(size <= MostBitsOfFirst);
        bits.Skip(size);
    }

    private void ReadOthers(ref EntropyBits bits, HuffmanCode? high, ref ulong nonZero)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }

        Require(high is not null);
        for (var k = first; k <= last; k++)
        {
            var symbol = high.Read(ref bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < LongestRun)
            {
                _emptyBlocks = EmptyBlocks(ref bits, run) - 1;
                return;
            }

            k += run;
            Require(k <= last && size <= MostBitsOfOthers);
            bits.Skip(size);
            nonZero |= size > 0 ? 1UL << k : 0;
        }
    }

    /// <summary>A bit for each coefficient that has begun, and between them those that begin now.</summary>
    private void Refine(ref EntropyBits bits, HuffmanCode? high, ref ulong nonZero)
    {
        var k = first;
        if (_emptyBlocks == 0)
        {
            Require(high is not null);
            for (; k <= last; k++)
            {
                var symbol = high.Read(ref bits);
                var (run, size) = (symbol >> 4, symbol & 15);
                if (size == 0 && run < LongestRun)
                {
                    _emptyBlocks = EmptyBlocks(ref bits, run);
                    break;
                }

                Require(size <= 1);
                bits.Skip(size);
                for (; k <= last && ((nonZero >> k & 1) != 0 || run-- > 0); k++)
                {
                    bits.Skip((int)(nonZero >> k & 1));
                }

                Require(k <= last);
                nonZero |= (ulong)size << k;
            }
        }

        if (_emptyBlocks > 0)
        {
            for (; k <= last; k++)
            {
                bits.Skip((int)(nonZero >> k & 1));
            }

            _emptyBlocks--;
        }
    }

    private static int EmptyBlocks(ref EntropyBits bits, int run) => (1 << run) + (run == 0 ? 0 : bits.Take(run));

    private static void Require([DoesNotReturnIf(false)] bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException();
        }
    }
}

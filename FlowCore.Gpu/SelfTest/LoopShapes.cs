namespace FlowCore.Gpu.SelfTest;

/// <summary>The loops that <see cref="LoopChecks"/> runs.</summary>
internal static class LoopShapes
{
    /// <summary>Side of the image that they read. Odd, so that no power of two hides a border.</summary>
    public const int Side = 11;

    /// <summary>Constant nested loops that skip beyond a border, as a convolution's.</summary>
    public readonly struct Bordered : ILoopShape
    {
        public static string Name => "nested loops that skip at a border";

        public static int Evaluate<TImage>(TImage x, int index)
            where TImage : struct, ILoopImage
        {
            var (row, column, sum) = (index / Side, index % Side, 0);
            for (var i = 0; i < 3; i++)
            {
                var y = row - 2 + i;
                if (y < 0)
                {
                    continue;
                }

                for (var j = 0; j < 3; j++)
                {
                    var z = column - 1 + j;
                    if (z < 0 || z >= Side || (i == 2 && j == 2))
                    {
                        continue;
                    }

                    sum += ((3 * i) + j + 1) * x.At((y * Side) + z);
                }
            }

            return sum;
        }
    }

    /// <summary>Variables that lag a turn or two behind, as the live diagonals of a solve.</summary>
    public readonly struct Lagging : ILoopShape
    {
        public static string Name => "variables that lag behind";

        public static int Evaluate<TImage>(TImage x, int index)
            where TImage : struct, ILoopImage
        {
            var (before, last, sum) = (1, 2, 0);
            for (var i = index; i < Side * Side; i++)
            {
                var now = x.At(i);
                sum += (now * last) - before;
                before = last;
                last = now;
            }

            return sum + (3 * before) + (5 * last);
        }
    }

    /// <summary>Bounds that are included, from both ends.</summary>
    public readonly struct Inclusive : ILoopShape
    {
        public static string Name => "bounds that are included";

        public static int Evaluate<TImage>(TImage x, int index)
            where TImage : struct, ILoopImage
        {
            var sum = 0;
            for (var i = 0; i <= index; i++)
            {
                sum += (i + 1) * x.At(i);
            }

            for (var i = index; i >= 0; i -= 2)
            {
                sum -= 3 * x.At(i);
            }

            return sum;
        }
    }

    /// <summary>Returns and breaks out of loops.</summary>
    public readonly struct Leaving : ILoopShape
    {
        public static string Name => "loops that are left early";

        public static int Evaluate<TImage>(TImage x, int index)
            where TImage : struct, ILoopImage
        {
            if (x.At(index) < 0)
            {
                return -index;
            }

            var sum = 0;
            for (var i = index; i < Side * Side; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    if (x.At(j) > 6)
                    {
                        break;
                    }

                    sum += x.At(j) + j;
                }

                if (sum > 50)
                {
                    return sum + i;
                }
            }

            return sum;
        }
    }

    /// <summary>Indices into 2³¹+4 numbers, computed and not allocated: only their remainders are small.</summary>
    public readonly struct FarIndices : ILoopShape
    {
        private const long Columns = (1L << 29) + 1;

        public static string Name => "indices beyond 2³¹";

        public static int Evaluate<TImage>(TImage x, int index)
            where TImage : struct, ILoopImage
        {
            var sum = 0;
            for (var channel = 0; channel < 4; channel++)
            {
                var far = (channel * Columns) + Columns - 1 - index;
                sum += x.At((int)(far % (Side * Side))) + (int)(far >> 20);
            }

            return sum;
        }
    }
}

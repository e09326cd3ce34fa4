namespace FlowCore.Outside;

/// <summary>The index tuples of nested loops, the last index fastest.</summary>
public static class Each
{
    public static IEnumerable<(int A, int B)> Of(int a, int b)
    {
        for (var i = 0; i < a; i++)
        {
            for (var j = 0; j < b; j++)
            {
                yield return (i, j);
            }
        }
    }

    public static IEnumerable<(int A, int B, int C)> Of(int a, int b, int c)
    {
        foreach (var (i, j) in Of(a, b))
        {
            for (var k = 0; k < c; k++)
            {
                yield return (i, j, k);
            }
        }
    }

    public static IEnumerable<(int A, int B, int C, int D)> Of(int a, int b, int c, int d)
    {
        foreach (var (i, j, k) in Of(a, b, c))
        {
            for (var l = 0; l < d; l++)
            {
                yield return (i, j, k, l);
            }
        }
    }
}

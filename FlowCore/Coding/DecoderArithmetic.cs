using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Coding;

/// <summary>
/// What the CPU's sums of products are made of: processors that multiply and add with one rounding give the same bits as each
/// other, whatever the width of their vectors, and other bits than those that round twice.
/// </summary>
internal static class DecoderArithmetic
{
    public const string Fused = "fused multiply-add";
    public const string Separate = "multiplication, then addition";

    /// <summary>That of this process.</summary>
    public static string OfThisMachine { get; } = Remainder(1f + (1f / 4096)) == 0 ? Separate : Fused;

    /// <summary><c>a² − fl(a²)</c>, which is 0 only if the square is rounded before the difference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Remainder(float a)
    {
        var x = Vector128.Create(a);
        return Vector128.MultiplyAddEstimate(x, x, -(x * x)).ToScalar();
    }
}

using System.Runtime.Intrinsics;
using FlowCore.Ops;

namespace FlowCore.Outside.Extending;

/// <summary><c>ln p(z) = −|z| − ln 2</c>.</summary>
public readonly struct Laplace : ILogDensity
{
    private const double LogTwo = 0.69314718055994530942;

    public static string Name => "Laplace";

    public static float LogDensity(float z) => -MathF.Abs(z) - (float)LogTwo;

    public static double LogDensity(double z) => -Math.Abs(z) - LogTwo;

    public static Vector512<float> LogDensity(Vector512<float> z) => -Vector512.Abs(z) - Vector512.Create((float)LogTwo);

    public static float Score(float z) => z > 0 ? -1 : 1;

    public static double Score(double z) => z > 0 ? -1 : 1;

    public static Vector512<float> Score(Vector512<float> z) => Vector512.ConditionalSelect(
        Vector512.GreaterThan(z, Vector512<float>.Zero), Vector512.Create(-1f), Vector512.Create(1f));
}

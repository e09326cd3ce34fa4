using FlowCore.Ops;

namespace FlowCore.Tests.Cases;

/// <summary>Every operator struct and every function of <see cref="FloatMath"/>.</summary>
internal static class FunctionCases
{
    private const double Promised = 2e-7;
    private const float SmallestNormal = 1.17549435e-38f;
    private const float Most = float.MaxValue;

    public static IReadOnlyDictionary<string, FunctionCase> All { get; } = ((FunctionCase[])
        [
            new("exp", FloatMath.Exp, FloatMath.Exp, Math.Exp, -87.3f, 88.7f, Promised, 0, "the documented bound"),
            new("exp, denormal results", FloatMath.Exp, FloatMath.Exp, Math.Exp, -104f, -87.3f, 0, 1.5e-45, "one denormal step"),
            new("ln", FloatMath.Log, FloatMath.Log, Math.Log, SmallestNormal, Most, Promised, 0, "the documented bound"),
            new("ln, near 1", FloatMath.Log, FloatMath.Log, Math.Log, 0.5f, 2f, Promised, 0, "the documented bound"),
            new("ln, denormals", FloatMath.Log, FloatMath.Log, Math.Log, float.Epsilon, SmallestNormal, Promised, 0, "the documented bound"),
            new("tanh", FloatMath.Tanh, FloatMath.Tanh, Math.Tanh, -20, 20, Promised, 0, "the documented bound"),
            new("tanh, near 0", FloatMath.Tanh, FloatMath.Tanh, Math.Tanh, -0.7f, 0.7f, Promised, 0, "the documented bound"),
            new("sin πx", x => FloatMath.SinCosPi(x).Sin, x => FloatMath.SinCosPi(x).Sin, double.SinPi, -2, 2, Promised, 0, "the documented bound"),
            new("cos πx", x => FloatMath.SinCosPi(x).Cos, x => FloatMath.SinCosPi(x).Cos, double.CosPi, -2, 2, Promised, 0, "the documented bound"),
            new("sin πx, near 0", x => FloatMath.SinCosPi(x).Sin, x => FloatMath.SinCosPi(x).Sin, double.SinPi, 1e-30f, 1e-3f, Promised, 0, "the documented bound"),
            new("sin πx, far turns", x => FloatMath.SinCosPi(x).Sin, x => FloatMath.SinCosPi(x).Sin, double.SinPi, 1000, 4000, Promised, 0, "whole turns leave exactly"),
            new("cos πx, far turns", x => FloatMath.SinCosPi(x).Cos, x => FloatMath.SinCosPi(x).Cos, double.CosPi, 1000, 4000, Promised, 0, "whole turns leave exactly"),
            .. Activation<Identity>(0, "nothing is rounded"),
            .. Activation<Relu>(0, "nothing is rounded"),
            .. Activation<BoundedLogScale>(Promised, "tanh; its halves and doubles are exact"),
            .. Activation<Elu>(Promised, "exp, of at most 1, and 1 less", absolute: Promised),
            .. Activation<EluSlope>(6e-8, "one rounding of terms up to 50"),
            .. Activation<Exponential>(Promised, "exp"),
            new(NaturalLog.Name, NaturalLog.LogDensity, NaturalLog.LogDensity, NaturalLog.LogDensity, SmallestNormal, Most, Promised, 0, "ln"),
            new(NaturalLog.Name + ", score", NaturalLog.Score, NaturalLog.Score, NaturalLog.Score, 1e-30f, 1e30f, 6e-8, 0, "one rounding"),
            .. Density<StandardNormal>(Promised, 6e-8, "three roundings of terms of one sign, one of the constant"),
            .. Density<StandardLogistic>(3e-7, 0, "exp, ln and three roundings"),
        ]).ToDictionary(row => row.Name);

    private static IEnumerable<FunctionCase> Activation<T>(double relative, string reason, double absolute = 0)
        where T : struct, IActivation =>
        [
            new(T.Name, T.Forward, T.Forward, T.Forward, -50, 50, relative, absolute, reason),
            new(T.Name + ", slope", T.Slope, T.Slope, T.Slope, -2, 2, 0, 1.2e-7, "at most two roundings of terms up to 1"),
        ];

    private static IEnumerable<FunctionCase> Density<T>(double relative, double absolute, string reason)
        where T : struct, ILogDensity =>
        [
            new(T.Name, T.LogDensity, T.LogDensity, T.LogDensity, -50, 50, relative, absolute, reason),
            new(T.Name + ", score", T.Score, T.Score, T.Score, -50, 50, Promised, 0, "a sign, or tanh"),
        ];
}

using System.Runtime.Intrinsics;
using FlowCore.Ops;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>The forms of each operator are one function: scalar and vector to the bit, float and double within a bound.</summary>
public sealed class OperatorLaws
{
    private const int Points = 20_000;

    private static readonly float[] Specials =
    [
        0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f,
        1.17549435e-38f, -1.17549435e-38f, float.MaxValue, float.MinValue, 1f, -1f, 0.625f, -0.625f, 0.70710677f, 88.72283f,
        88.72284f, 89f, -87.33654f, -103.97208f, -103.97209f, -104f, -105f, 1e30f, -1e30f,
    ];

    public static TheoryData<string> Functions { get; } = new(FunctionCases.All.Keys);

    [Theory]
    [MemberData(nameof(Functions))]
    public void Scalar_and_vector_forms_have_the_same_bits(string name)
    {
        var f = FunctionCases.All[name];

        // All exponents and signs: each step passes about 2³² / 40,000 floats.
        var everywhere = Enumerable.Range(0, 2 * Points).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 107_377u));
        float[] arguments = [.. Specials, .. everywhere, .. Between(f)];
        for (var start = 0; start < arguments.Length; start += Vector512<float>.Count)
        {
            var lanes = new float[Vector512<float>.Count];
            arguments.AsSpan(start, Math.Min(lanes.Length, arguments.Length - start)).CopyTo(lanes);
            var values = f.Vector(Vector512.Create(lanes));
            for (var i = 0; i < lanes.Length; i++)
            {
                Expect.Same([f.Scalar(lanes[i])], [values[i]], FormattableString.Invariant($"{name}({lanes[i]:r})"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Float_form_is_close_to_the_double_form(string name)
    {
        var f = FunctionCases.All[name];
        foreach (var x in Between(f))
        {
            var (value, exact) = (f.Scalar(x), f.Exact(x));
            Assert.True(
                Math.Abs(value - exact) <= (f.Relative * Math.Abs(exact)) + f.Absolute,
                FormattableString.Invariant($"{name}({x:r}): {value:r} is not near {exact:r} ({f.Reason})."));
        }
    }

    [Fact]
    public void Functions_continue_to_their_limits()
    {
        var (infinity, nan) = (double.PositiveInfinity, double.NaN);
        Expect.Same([1, infinity, 0, nan, infinity], Values(FloatMath.Exp, 0, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 89), "exp");
        Expect.Same([0, -infinity, -infinity, infinity, nan, nan], Values(FloatMath.Log, 1, 0, -0f, float.PositiveInfinity, float.NaN, -1), "ln");
        Expect.Same([0, 1, -1, nan], Values(FloatMath.Tanh, 0, float.PositiveInfinity, float.NegativeInfinity, float.NaN), "tanh");
        Expect.Same([0, 1, 0, -1, nan, nan], Values(x => FloatMath.SinCosPi(x).Sin + 0f, 0, 0.5f, 1, 1.5f, float.PositiveInfinity, float.NaN), "sin πx");
        Expect.Same([1, 0, -1, 0, nan, nan], Values(x => FloatMath.SinCosPi(x).Cos + 0f, 0, 0.5f, 1, 1.5f, float.PositiveInfinity, float.NaN), "cos πx");
        Expect.Same([2, -2, nan], Values(BoundedLogScale.Forward, 1e30f, -1e30f, float.NaN), "bounded log-scale");
        Expect.Same([nan, 0, 2], Values(Relu.Forward, float.NaN, -1, 2), "relu");
        Expect.Same([nan, -1, infinity], Values(Elu.Forward, float.NaN, float.NegativeInfinity, float.PositiveInfinity), "elu");
        Expect.Same([nan, 1, 1, 0], Values(Elu.Slope, float.NaN, 0, 2, -1), "elu, slope");
        Expect.Same([-infinity, -infinity], Values(StandardLogistic.LogDensity, float.PositiveInfinity, float.NegativeInfinity), "logistic");
    }

    [Fact]
    public void Tanh_is_odd_to_the_bit() =>
        Assert.All(Between(FunctionCases.All["tanh"]), x => Assert.Equal(-FloatMath.Tanh(x), FloatMath.Tanh(-x)));

    [Fact]
    public void Slopes_are_the_derivatives_of_activations()
    {
        SlopeIsDerivative<Identity>();
        SlopeIsDerivative<Relu>();
        SlopeIsDerivative<BoundedLogScale>();
        SlopeIsDerivative<Elu>();
        SlopeIsDerivative<EluSlope>();
        SlopeIsDerivative<Exponential>();
    }

    [Fact]
    public void Scores_are_the_derivatives_of_log_densities()
    {
        ScoreIsDerivative<StandardNormal>();
        ScoreIsDerivative<StandardLogistic>();
        Assert.All(
            Arguments().Where(x => x > 0.1),
            x => Expect.Close(Derivative(NaturalLog.LogDensity, x), NaturalLog.Score(x), 1e-7, $"{NaturalLog.Name} at {x}"));
    }

    [Fact]
    public void Densities_sum_to_one()
    {
        MassIsOne<StandardNormal>();
        MassIsOne<StandardLogistic>();
    }

    private static void SlopeIsDerivative<T>()
        where T : struct, IActivation =>
        Assert.All(Arguments(), x => Expect.Close(Derivative(T.Forward, x), T.Slope(T.Forward(x)), 1e-9, $"{T.Name} at {x}"));

    private static void ScoreIsDerivative<T>()
        where T : struct, ILogDensity =>
        Assert.All(Arguments(), x => Expect.Close(Derivative(T.LogDensity, x), T.Score(x), 1e-9, $"{T.Name} at {x}"));

    private static void MassIsOne<T>()
        where T : struct, ILogDensity =>
        Expect.Close(1, Enumerable.Range(-40_000, 80_001).Sum(i => Math.Exp(T.LogDensity(i / 1000.0)) / 1000), 1e-9, T.Name);

    /// <summary>Central difference: its error is about h² in truncation and 1e-16/h in rounding, both below 1e-10.</summary>
    private static double Derivative(Func<double, double> f, double x, double h = 1e-5) => (f(x + h) - f(x - h)) / (2 * h);

    /// <summary>Both signs, and never within h of the corner at 0.</summary>
    private static IEnumerable<double> Arguments() => Enumerable.Range(-40, 81).Select(i => (i / 8.0) + 0.03);

    private static double[] Values(Func<float, float> f, params float[] arguments) => [.. arguments.Select(x => (double)f(x))];

    /// <summary>Evenly in value, and evenly in the exponent where the domain is of one sign.</summary>
    private static IEnumerable<float> Between(FunctionCase f)
    {
        for (var i = 0; i <= Points; i++)
        {
            var share = i / (double)Points;
            yield return (float)(((1 - share) * f.Low) + (share * f.High));
            if (f.Low > 0)
            {
                yield return Math.Clamp((float)Math.Exp(((1 - share) * Math.Log(f.Low)) + (share * Math.Log(f.High))), f.Low, f.High);
            }
        }
    }
}

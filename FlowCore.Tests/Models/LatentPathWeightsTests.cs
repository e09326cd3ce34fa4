using FlowCore.Models;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Models;

public sealed class LatentPathWeightsTests
{
    private const int Frames = 9;
    private const int Size = 50;

    private static readonly (string Name, float[] A, float[] B)[] Vectors =
    [
        ("any two", Draw(1), Draw(2)),
        ("one much longer", Draw(1), Times(9, Draw(2))),
        ("an obtuse angle", Draw(1), [.. Numbers.Pairs(Draw(1), Draw(2)).Select(pair => pair.Second - (2 * pair.First))]),
        ("nearly one direction", Draw(1), [.. Draw(1).Select((x, i) => i == 0 ? x + 1e-4f : x)]),
        ("one direction", Draw(1), Times(2, Draw(1))),
        ("opposite", Draw(1), Times(-3, Draw(1))),
        ("the same", Draw(1), Draw(1)),
        ("from zero", new float[Size], Draw(2)),
        ("to zero", Draw(1), new float[Size]),
        ("zeros", new float[Size], new float[Size]),
    ];

    public static TheoryData<string> All => [.. Vectors.Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Both_paths_begin_and_end_exactly_and_are_the_same_both_ways(string name)
    {
        var (a, b) = Of(name);
        foreach (var path in Enum.GetValues<LatentPath>())
        {
            var (there, back) = (Weights(path, a, b), Weights(path, b, a));
            Assert.Equal(((1.0, 0.0), (0.0, 1.0)), (there.At(0, Frames), there.At(Frames - 1, Frames)));
            for (var k = 0; k < Frames; k++)
            {
                var (wa, wb) = there.At(k, Frames);
                Assert.True(double.IsFinite(wa) && double.IsFinite(wb), $"{name}, {path}, frame {k}: {wa}, {wb}");
                Assert.Equal((wb, wa), back.At(Frames - 1 - k, Frames));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_straight_path_has_the_mean_in_its_middle(string name)
    {
        var (a, b) = Of(name);
        Assert.Equal((0.5, 0.5), Weights(LatentPath.Linear, a, b).At(Frames / 2, Frames));
        Assert.Equal((0.75, 0.25), Weights(LatentPath.Linear, a, b).At(2, Frames));
    }

    [Theory]
    [InlineData("any two", false)]
    [InlineData("one much longer", false)]
    [InlineData("an obtuse angle", true)]
    [InlineData("nearly one direction", false)]
    public void A_spherical_path_turns_evenly_and_its_length_goes_evenly_from_one_to_the_other(string name, bool isObtuse)
    {
        var (a, b) = Of(name);
        var weights = Weights(LatentPath.Spherical, a, b);
        var frames = Enumerable.Range(0, Frames).Select(k => At(weights.At(k, Frames), a, b)).ToArray();
        var angle = Angle(frames[0], frames[^1]);
        Assert.Equal(isObtuse, angle > Math.PI / 2);
        for (var k = 0; k < Frames; k++)
        {
            var t = k / (Frames - 1.0);
            Expect.Close([((1 - t) * Length(frames[0])) + (t * Length(frames[^1]))], [Length(frames[k])], 1e-9, "length");
            Expect.Close([t * angle], [Angle(frames[0], frames[k])], 1e-6, "angle");
        }
    }

    [Theory]
    [InlineData("one direction")]
    [InlineData("opposite")]
    [InlineData("the same")]
    [InlineData("from zero")]
    [InlineData("to zero")]
    [InlineData("zeros")]
    public void Of_directions_that_are_one_or_opposite_or_none_the_path_is_straight(string name)
    {
        var (a, b) = Of(name);
        for (var k = 0; k < Frames; k++)
        {
            var (straight, round) = (Weights(LatentPath.Linear, a, b), Weights(LatentPath.Spherical, a, b));
            Expect.Close(At(straight.At(k, Frames), a, b), At(round.At(k, Frames), a, b), 1e-9, name);
        }
    }

    [Fact]
    public void Parts_are_one_vector()
    {
        var (a, b) = (Draw(1), Draw(2));
        var parts = new LatentPathWeights(LatentPath.Spherical, [a.AsMemory(0, 20), a.AsMemory(20)], [b.AsMemory(0, 20), b.AsMemory(20)]);
        Assert.Equal(Weights(LatentPath.Spherical, a, b).At(3, Frames), parts.At(3, Frames));
    }

    private static LatentPathWeights Weights(LatentPath path, float[] a, float[] b) => new(path, [a], [b]);

    private static (float[] A, float[] B) Of(string name) => Vectors.Where(pair => pair.Name == name).Select(pair => (pair.A, pair.B)).Single();

    private static float[] Draw(ulong seed) => Array.ConvertAll(TestTensors.Draw(Size, seed), x => (float)x);

    private static float[] Times(float factor, float[] x) => Array.ConvertAll(x, value => factor * value);

    private static double[] At((double A, double B) weights, float[] a, float[] b) =>
        [.. Numbers.Pairs(a, b).Select(pair => (weights.A * pair.First) + (weights.B * pair.Second))];

    private static double Length(double[] x) => Math.Sqrt(Numbers.Dot(x, x));

    private static double Angle(double[] x, double[] y) => Math.Acos(Math.Clamp(Numbers.Dot(x, y) / (Length(x) * Length(y)), -1, 1));
}

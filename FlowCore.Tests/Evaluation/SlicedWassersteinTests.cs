using FlowCore.Evaluation;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Evaluation;

/// <summary>Sliced Wasserstein distances whose answer is known in closed form.</summary>
public sealed class SlicedWassersteinTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 17)]
    [InlineData(49, 30)]
    [InlineData(300, 12)]
    public void A_set_and_its_shift_are_as_far_apart_as_the_shift_is_long_a_coordinate(int dimensions, int points)
    {
        var (a, distance) = (Normals(dimensions * points, 1), new SlicedWasserstein(dimensions));
        Expect.Close(20, distance.Distance(a, Map(a, (_, x) => x + 20)), 1e-5, "the same shift of each coordinate");

        var shift = Normals(dimensions, 2);
        var length = Math.Sqrt(shift.Sum(x => (double)x * x) / dimensions);
        var moved = Map(a, (i, x) => x + (10 * shift[i % dimensions]));
        Expect.Close(10 * length, distance.Distance(a, moved), 1e-5, "a shift of its own of each coordinate");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(300)]
    public void A_set_and_a_multiple_of_it_are_as_far_apart_as_each_point_from_its_own(int dimensions)
    {
        // Slices keep their order, so that each point goes to its multiple; over a basis the squares add up.
        var a = Normals(dimensions * 25, 3);
        var expected = 2 * Math.Sqrt(a.Sum(x => (double)x * x) / a.Length);
        Expect.Close(expected, new SlicedWasserstein(dimensions, seed: 9).Distance(a, Map(a, (_, x) => 3 * x)), 1e-5, "3·A");
    }

    [Fact]
    public void Sets_of_different_sizes_are_compared_by_their_quantiles()
    {
        // Quantile functions 0, 1 and 0, ½, 1: they differ by ½ from q = 1/3 to 2/3.
        Expect.Close(Math.Sqrt(1.0 / 12), new SlicedWasserstein(1).Distance(new float[] { 1, 0 }, new float[] { 0.5f, 1, 0 }), 1e-6, "2 and 3");

        var (a, b) = (Normals(5 * 20, 4), Normals(5 * 30, 5));
        var distance = new SlicedWasserstein(5);
        Expect.Close(distance.Distance(a, b), distance.Distance((float[])[.. a, .. a, .. a], b), 1e-12, "each point three times");
    }

    [Fact]
    public void A_set_is_nowhere_from_itself_and_no_order_of_points_matters_to_the_last_bit()
    {
        const int Dimensions = 49;
        var (a, b) = (Normals(Dimensions * 40, 6), Normals(Dimensions * 31, 7));
        var order = new PhiloxSequence(new RandomKey(8, RandomStream.Shuffle, 0)).NextPermutation(40);
        float[] shuffled = [.. order.SelectMany(point => a[(point * Dimensions)..((point + 1) * Dimensions)])];
        var distance = new SlicedWasserstein(Dimensions, seed: 3);

        Assert.NotEqual(a, shuffled);
        Assert.Equal((0, 0), (distance.Distance(a, a), distance.Distance(a, shuffled)));
        Assert.Equal(distance.Distance(a, b), distance.Distance(shuffled, b));
        Assert.Equal(distance.Distance(a, b), distance.Distance(b, a));
        Assert.NotEqual(distance.Distance(a, b), new SlicedWasserstein(Dimensions, seed: 4).Distance(a, b));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (a, b) = (Normals(300 * 20, 10), Normals(300 * 20, 11));
        var one = new SlicedWasserstein(300, threads: 1).Distance(a, b);
        Assert.All([0, 2, 3, 8], threads => Assert.Equal(one, new SlicedWasserstein(300, threads: threads).Distance(a, b)));
    }

    [Theory]
    [InlineData(1, 128)]
    [InlineData(49, 147)]
    [InlineData(300, 300)]
    [InlineData(300_000, 128)]
    public void Directions_are_orthonormal_in_groups(int dimensions, int count)
    {
        var directions = SliceDirections.Draw(dimensions, seed: 5, new ParallelOptions());
        Assert.Equal(count, directions.Length);
        var group = Math.Min(dimensions, dimensions > 1024 ? 16 : 1024);
        for (var i = 0; i < Math.Min(group, 20); i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var dot = directions[i].Zip(directions[j], (x, y) => (double)x * y).Sum();
                Expect.Close(i == j ? 1 : 0, dot, 1e-6, $"directions {i} and {j}");
            }
        }
    }

    [Fact]
    public void What_is_no_number_is_not_hidden_and_what_is_no_point_is_refused()
    {
        var distance = new SlicedWasserstein(2);
        Assert.Equal(double.NaN, distance.Distance(new float[] { 1, 2, float.NaN, 3 }, new float[] { 1, 2, 3, 4 }));
        Refuses("SlicedWasserstein: expected 1 coordinate or more, got 0.", () => new SlicedWasserstein(0));
        foreach (var length in (int[])[0, 3])
        {
            Refuses(
                $"SlicedWasserstein.Distance: expected points of 2 numbers, at least one, got {length} numbers.",
                () => distance.Distance(new float[2], new float[length]));
        }
    }

    private static void Refuses(string line, Func<object> call) => Assert.Equal(line, Assert.Throws<ShapeException>(call).Message);

    private static float[] Normals(int count, ulong seed)
    {
        var sequence = new PhiloxSequence(new RandomKey(seed, RandomStream.Weights, 50));
        return [.. Enumerable.Range(0, count).Select(_ => (float)sequence.NextNormal())];
    }

    private static float[] Map(float[] numbers, Func<int, float, float> map) => [.. numbers.Select((x, i) => map(i, x))];
}

using ILGPU;

namespace FlowCore.Gpu.Kernels.Lanes;

/// <summary>
/// A thread's part of a product: four rows of <typeparamref name="TLanes"/>. Each vector that is read meets four weights,
/// and all sums stay in registers.
/// </summary>
internal readonly struct FourSums<TLanes>(TLanes sum0, TLanes sum1, TLanes sum2, TLanes sum3)
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Rows.</summary>
    public const int Rows = 1 << RowBits;

    /// <inheritdoc cref="Rows"/>
    public const int RowBits = 2;

    /// <summary>The sums, by row.</summary>
    public readonly TLanes Sum0 = sum0, Sum1 = sum1, Sum2 = sum2, Sum3 = sum3;

    /// <summary>Zero everywhere.</summary>
    public static FourSums<TLanes> Zero => new(TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);

    /// <summary><c>this + weights·x</c>.</summary>
    public FourSums<TLanes> Plus(float weight0, float weight1, float weight2, float weight3, TLanes x) =>
        new(Sum0.Plus(weight0, x), Sum1.Plus(weight1, x), Sum2.Plus(weight2, x), Sum3.Plus(weight3, x));

    /// <summary>
    /// <c>this + Σ_k left[k]·right[k]</c> over panels <c>[depth, rows]</c> and <c>[depth, columns]</c> in shared memory, from
    /// this thread's part of each row on.
    /// </summary>
    public FourSums<TLanes> PlusProduct(
        ArrayView<float> left, int leftStride, ArrayView<float> right, int rightStride, int depth)
    {
        var sums = this;
        for (var k = 0; k < depth; k++)
        {
            var (weight0, weight1, weight2, weight3) = FourLanes.Read(left, k * leftStride).All;
            sums = sums.Plus(weight0, weight1, weight2, weight3, TLanes.Read(right, k * rightStride));
        }

        return sums;
    }

    /// <summary>Gives each sum to a sink.</summary>
    public void WriteTo<TSink>(TSink sink)
        where TSink : struct, ISumSink
    {
        Sum0.WriteTo(sink, 0);
        Sum1.WriteTo(sink, 1);
        Sum2.WriteTo(sink, 2);
        Sum3.WriteTo(sink, 3);
    }
}

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>The sums of four output channels at one pixel: each number that is read meets four weights.</summary>
internal readonly struct FourSums<TLanes>(TLanes sum0, TLanes sum1, TLanes sum2, TLanes sum3)
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>The sums, by channel.</summary>
    public readonly TLanes Sum0 = sum0, Sum1 = sum1, Sum2 = sum2, Sum3 = sum3;

    /// <summary><c>this + weights·x</c>.</summary>
    public FourSums<TLanes> Plus(float weight0, float weight1, float weight2, float weight3, TLanes x) =>
        new(Sum0.Plus(weight0, x), Sum1.Plus(weight1, x), Sum2.Plus(weight2, x), Sum3.Plus(weight3, x));
}

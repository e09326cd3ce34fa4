namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>The sums of four output channels at one pixel: each number that is read meets four weights.</summary>
internal readonly struct FourSums<TLanes>(TLanes sum0, TLanes sum1, TLanes sum2, TLanes sum3)
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Output channels.</summary>
    public const int Count = 4;

    /// <summary>The sum of the first channel.</summary>
    public TLanes Sum0 { get; } = sum0;

    /// <summary>The sum of the second channel.</summary>
    public TLanes Sum1 { get; } = sum1;

    /// <summary>The sum of the third channel.</summary>
    public TLanes Sum2 { get; } = sum2;

    /// <summary>The sum of the fourth channel.</summary>
    public TLanes Sum3 { get; } = sum3;

    /// <summary><c>this + weights·x</c>.</summary>
    public FourSums<TLanes> Plus(float weight0, float weight1, float weight2, float weight3, TLanes x) =>
        new(Sum0.Plus(weight0, x), Sum1.Plus(weight1, x), Sum2.Plus(weight2, x), Sum3.Plus(weight3, x));
}

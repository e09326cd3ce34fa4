namespace FlowCore.Backends.Cpu.Solve;

/// <summary>The sums of a few outputs, each a vector: they stay in registers over all of a recursion's terms.</summary>
/// <remarks>
/// Each count is written out. Counts made of smaller ones, a struct in a struct, would share the code, and at twelve the JIT
/// keeps their sums in memory: nine times slower.
/// </remarks>
internal unsafe interface ISums<TSelf, TVector>
    where TSelf : struct, ISums<TSelf, TVector>
    where TVector : struct, ILaneVector<TVector>
{
    /// <summary>Outputs.</summary>
    static abstract int Count { get; }

    /// <summary>Vectors that lie <paramref name="step"/> floats apart.</summary>
    static abstract TSelf Load(float* p, long step);

    /// <summary><c>sum_o += factors[o]·x</c>.</summary>
    void Add(float* factors, TVector x);

    void Store(float* p, long step);
}

namespace FlowCore.Random;

/// <summary>Draws in sequence on the host: initial weights and shuffles.</summary>
public sealed class PhiloxSequence
{
    private readonly RandomKey _key;
    private readonly uint _image;
    private PhiloxBlock _block;
    private ulong _position;

    /// <summary>The sequence of a key; sequences with different <paramref name="index"/> are independent.</summary>
    public PhiloxSequence(RandomKey key, uint index = 0)
    {
        _key = key;
        _image = index;
    }

    /// <summary>32 random bits.</summary>
    public uint NextWord()
    {
        var lane = (int)(_position & 3);
        if (lane == 0)
        {
            _block = Philox.Block(_key, _image, checked((uint)(_position >> 2)));
        }

        _position++;
        return _block[lane];
    }

    /// <summary>A number uniform in [0, 1) with 53 random bits.</summary>
    public double NextUniform()
    {
        var bits = ((ulong)NextWord() << 32) | NextWord();
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A standard normal, in double.</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextUniform()));
        return radius * Math.Cos(2.0 * Math.PI * NextUniform());
    }

    /// <summary>An integer uniform in [0, <paramref name="limit"/>), without modulo bias to speak of (below 2⁻²¹).</summary>
    public int NextBelow(int limit) => (int)(NextUniform() * limit);

    /// <summary>A permutation of 0 … count−1 (Fisher and Yates).</summary>
    public int[] NextPermutation(int count)
    {
        var order = new int[count];
        NextPermutation(order);
        return order;
    }

    /// <summary>Overwrites all numbers with a permutation of 0 … length−1.</summary>
    public void NextPermutation(Span<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var j = NextBelow(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}

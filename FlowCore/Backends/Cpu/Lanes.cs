using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu;

/// <summary>
/// Vectors at the end of a row, where fewer floats are left than lanes. They take the same vector code as all others, so
/// that a value does not depend on where in a row it lies, and nothing past the end is read or written.
/// </summary>
internal static unsafe class Lanes
{
    /// <summary>Floats in a vector.</summary>
    public const int Count = 16;

    /// <summary>The first <paramref name="count"/> floats, zeros after them.</summary>
    public static Vector512<float> Load(float* source, long count)
    {
        if (count >= Count)
        {
            return Vector512.Load(source);
        }

        var lanes = stackalloc float[Count];
        for (var i = 0; i < Count; i++)
        {
            lanes[i] = i < count ? source[i] : 0f;
        }

        return Vector512.Load(lanes);
    }

    /// <summary>Writes the first <paramref name="count"/> lanes.</summary>
    public static void Store(Vector512<float> vector, float* destination, long count)
    {
        if (count >= Count)
        {
            vector.Store(destination);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            destination[i] = vector[i];
        }
    }
}

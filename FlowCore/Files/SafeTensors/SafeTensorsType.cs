using System.Buffers.Binary;

namespace FlowCore.Files.SafeTensors;

/// <summary>The element types of the format: how many bytes each takes, and how those that can be read become floats.</summary>
internal static class SafeTensorsType
{
    public const string Float32 = "F32";
    public const string Int32 = "I32";
    public const string Int64 = "I64";
    public const string UInt8 = "U8";

    /// <summary>What <see cref="ToFloats"/> takes, for messages.</summary>
    public const string Convertible = "F32, F64, F16 or BF16";

    /// <summary>The types that the format names.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Float32, Int32, "F16", "BF16", "F64", Int64, UInt8, "I8", "BOOL", "U16", "I16", "U32", "U64", "C64", "F8_E5M2", "F8_E4M3", "F8_E8M0",
    ];

    /// <summary>Bytes of one element, or 0 for a type that the format does not name.</summary>
    public static int Size(string dtype) => dtype switch
    {
        "BOOL" or UInt8 or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or Int32 or Float32 => 4,
        "U64" or Int64 or "F64" or "C64" => 8,
        _ => 0,
    };

    /// <summary>Whether <see cref="ToFloats"/> knows the type.</summary>
    public static bool IsConvertible(string dtype) => dtype is Float32 or "F64" or "F16" or "BF16";

    /// <summary>Little-endian elements to floats; F64 is rounded to the nearest, F16 and BF16 are exact.</summary>
    /// <param name="dtype">A convertible type.</param>
    /// <param name="bytes">Whole elements.</param>
    /// <param name="values">One for each element.</param>
    public static void ToFloats(string dtype, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = dtype switch
            {
                Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
                // A bfloat16 is the upper half of a float.
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16),
            };
        }
    }

    /// <summary>Little-endian I32 elements to integers.</summary>
    /// <param name="bytes">Whole elements.</param>
    /// <param name="values">One for each element.</param>
    public static void ToInts(ReadOnlySpan<byte> bytes, Span<int> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        }
    }

    /// <summary>Little-endian I64 elements to integers.</summary>
    /// <param name="bytes">Whole elements.</param>
    /// <param name="values">One for each element.</param>
    public static void ToLongs(ReadOnlySpan<byte> bytes, Span<long> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]);
        }
    }
}

using System.Buffers.Binary;
using System.Text;

namespace FlowCore.Tests.Serialization;

/// <summary>Safetensors files put together by hand, right or wrong.</summary>
internal static class SafeTensorsBytes
{
    public static byte[] File(string json, params byte[] data) => File(Encoding.UTF8.GetBytes(json), data);

    public static byte[] File(byte[] header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }
}

using ProtoBuf;

namespace FlowCore.Tests.TensorBoard;

[ProtoContract]
public sealed class PictureMessage
{
    [ProtoMember(1)]
    public int Height { get; set; }

    [ProtoMember(2)]
    public int Width { get; set; }

    [ProtoMember(3)]
    public int Colorspace { get; set; }

    [ProtoMember(4)]
    public byte[] Encoded { get; set; } = [];
}

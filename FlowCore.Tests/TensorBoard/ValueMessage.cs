using ProtoBuf;

namespace FlowCore.Tests.TensorBoard;

[ProtoContract]
public sealed class ValueMessage
{
    [ProtoMember(1)]
    public string Tag { get; set; } = "";

    [ProtoMember(2)]
    public float? SimpleValue { get; set; }

    [ProtoMember(4)]
    public PictureMessage? Picture { get; set; }
}

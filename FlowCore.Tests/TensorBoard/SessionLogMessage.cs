using ProtoBuf;

namespace FlowCore.Tests.TensorBoard;

[ProtoContract]
public sealed class SessionLogMessage
{
    public const int Start = 1;

    [ProtoMember(1)]
    public int Status { get; set; }
}

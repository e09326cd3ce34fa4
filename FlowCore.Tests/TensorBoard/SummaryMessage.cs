using ProtoBuf;

namespace FlowCore.Tests.TensorBoard;

[ProtoContract]
public sealed class SummaryMessage
{
    [ProtoMember(1)]
    public List<ValueMessage> Values { get; } = [];
}

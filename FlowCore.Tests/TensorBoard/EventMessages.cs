using ProtoBuf;

namespace FlowCore.Tests.TensorBoard;

// Field numbers and types of tensorboard/compat/proto/event.proto and summary.proto, for the parser of protobuf-net.
[ProtoContract]
public sealed class EventMessage
{
    [ProtoMember(1)]
    public double WallTime { get; set; }

    [ProtoMember(2)]
    public long Step { get; set; }

    [ProtoMember(3)]
    public string? FileVersion { get; set; }

    [ProtoMember(5)]
    public SummaryMessage? Summary { get; set; }

    [ProtoMember(7)]
    public SessionLogMessage? SessionLog { get; set; }
}

namespace FlowCore.Tests.Tools;

/// <summary>Interrupts, as Ctrl-C would, when a line begins with a text.</summary>
internal sealed class InterruptingWriter(string start, CancellationTokenSource stop) : ActingWriter(start, stop.Cancel);

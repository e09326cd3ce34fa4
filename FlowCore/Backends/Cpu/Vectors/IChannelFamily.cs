namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>A function for each channel; a struct, so that passing it leaves nothing to collect.</summary>
internal interface IChannelFamily<TFunction>
    where TFunction : struct, ILaneFunction
{
    /// <summary>The channel's function.</summary>
    TFunction Of(int channel);
}

namespace FlowCore.Gpu.SelfTest;

/// <summary>Integers to read, in the memory of a device or of the host.</summary>
internal interface ILoopImage
{
    /// <summary>One of them.</summary>
    int At(int index);
}

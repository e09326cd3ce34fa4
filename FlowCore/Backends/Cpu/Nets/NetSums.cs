namespace FlowCore.Backends.Cpu.Nets;

/// <summary>Where the gradients of a net's weights are added.</summary>
internal unsafe readonly struct NetSums(float* weight1, float* bias1, float* weight2, float* bias2, float* weight3)
{
    public readonly float* Weight1 = weight1, Bias1 = bias1, Weight2 = weight2, Bias2 = bias2, Weight3 = weight3;
}

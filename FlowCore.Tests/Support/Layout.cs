using FlowCore.Tensors;

namespace FlowCore.Tests.Support;

/// <summary>The shape of a tensor of a case, and whether it holds something of each sample.</summary>
internal readonly record struct Layout(Shape Shape, bool PerSample)
{
    /// <summary>Something that belongs to no sample: parameters and their gradients.</summary>
    public static implicit operator Layout(Shape shape) => new(shape, PerSample: false);
}

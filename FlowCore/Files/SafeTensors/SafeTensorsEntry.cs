namespace FlowCore.Files.SafeTensors;

/// <summary>Where one tensor of a safetensors file is and what it holds.</summary>
/// <param name="Name">Its key in the header.</param>
/// <param name="Dtype">The element type as the format spells it: <c>F32</c>, <c>I32</c>, <c>BF16</c>, ….</param>
/// <param name="Shape">Its extents, row-major.</param>
/// <param name="Offset">Bytes from the start of the data section to its first element.</param>
/// <param name="Length">Its bytes, elements × element size.</param>
public sealed record SafeTensorsEntry(string Name, string Dtype, Shape Shape, long Offset, long Length)
{
    /// <summary>How many elements it has.</summary>
    public long Count => Length / SafeTensorsType.Size(Dtype);

    /// <summary><c>'weight' F32 [4, 3]</c>.</summary>
    public override string ToString() => $"'{Name}' {Dtype} {Shape}";
}

namespace FlowCore.Gpu.Kernels;

/// <summary>
/// Device code for one element. Kernels are structs whose fields are their arguments, so that a launch is typed and
/// needs no list of parameters; <see cref="EntryPoints"/> is compiled once for each of them.
/// </summary>
internal interface IElementKernel
{
    /// <summary>The work for element <paramref name="index"/>. Elements are independent and in no order.</summary>
    void Run(long index);
}

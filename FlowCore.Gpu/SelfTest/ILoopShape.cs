namespace FlowCore.Gpu.SelfTest;

/// <summary>
/// A shape of loop that compilers of GPU code have got wrong, on integers, so that a device and the host agree exactly.
/// The same code runs on both.
/// </summary>
internal interface ILoopShape
{
    /// <summary>What is special about it.</summary>
    static abstract string Name { get; }

    /// <summary>A number that depends on every turn of the loops.</summary>
    /// <param name="x">What the loops read, an image of <see cref="LoopShapes.Side"/>² numbers.</param>
    /// <param name="index">Where they start, below Side².</param>
    static abstract int Evaluate<TImage>(TImage x, int index)
        where TImage : struct, ILoopImage;
}

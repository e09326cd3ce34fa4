namespace FlowCore.Imaging;

/// <summary>Images that were decoded and are kept. For any number of threads at once.</summary>
/// <param name="count">How many there may be.</param>
internal sealed class HeldImages(int count)
{
    private readonly byte[]?[] _images = new byte[count][];

    /// <summary>Copies an image that is kept.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryRead(int index, Span<byte> image)
    {
        if (Volatile.Read(ref _images[index]) is not { } held)
        {
            return false;
        }

        held.CopyTo(image);
        return true;
    }

    /// <summary>Keeps a copy of an image. Of two threads that bring the same one, either may win.</summary>
    public void Keep(int index, ReadOnlySpan<byte> image) => Volatile.Write(ref _images[index], image.ToArray());
}

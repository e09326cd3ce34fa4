namespace FlowCore.Imaging;

/// <summary>Images that were decoded and are kept. For any number of threads at once.</summary>
/// <param name="images">Those that are kept so far; of a gray one a single channel may stand for all.</param>
internal sealed class HeldImages(byte[]?[] images)
{
    /// <summary>Copies an image that is kept.</summary>
    /// <returns>Whether it is.</returns>
    public bool TryRead(int index, Span<byte> image)
    {
        if (Volatile.Read(ref images[index]) is not { } held)
        {
            return false;
        }

        for (var at = 0; at < image.Length; at += held.Length)
        {
            held.CopyTo(image[at..]);
        }

        return true;
    }

    /// <summary>Keeps a copy of an image. Of two threads that bring the same one, either may win.</summary>
    public void Keep(int index, ReadOnlySpan<byte> image) => Volatile.Write(ref images[index], image.ToArray());
}

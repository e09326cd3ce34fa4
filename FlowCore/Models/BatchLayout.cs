namespace FlowCore.Models;

/// <summary>Between a model's channel-major order and the image-major order of its edge.</summary>
internal static class BatchLayout
{
    /// <summary><c>[C, N, H, W]</c> on a backend to <c>[N, C, H, W]</c> on the host.</summary>
    public static float[] ReadImages(IBackend backend, Tensor x)
    {
        var source = new float[x.Shape.Count];
        backend.Read(x, source);
        return Swap(source, x.Shape.Channels, x.Shape.Batch, x.Shape.Plane);
    }

    /// <summary><c>[N, C, H, W]</c> on the host to <c>[C, N, H, W]</c> on a backend.</summary>
    public static void WriteImages(IBackend backend, ReadOnlySpan<float> images, Tensor x) =>
        backend.Write(Swap(images, x.Shape.Batch, x.Shape.Channels, x.Shape.Plane).AsSpan(), x);

    private static float[] Swap(ReadOnlySpan<float> source, int outer, int inner, int plane)
    {
        var target = new float[source.Length];
        for (var i = 0; i < outer; i++)
        {
            for (var j = 0; j < inner; j++)
            {
                source.Slice(((i * inner) + j) * plane, plane).CopyTo(target.AsSpan(((j * outer) + i) * plane, plane));
            }
        }

        return target;
    }
}

using System.Buffers;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Baselines;

/// <summary>
/// The inverse of a FInC unit without a wavefront: <c>x_p = A_0⁻¹y_p − Σ_{δ≠0} B_δ x_{p−δ}</c>, pixel after pixel in raster
/// order, image after image. It is what the parallel inverse is to be compared with, so it has what a good sequential one
/// would have: the taps folded beforehand, as for the parallel one, and no channel loop that waits; an image's group
/// channel-last with a border of zeros, so that what a pixel reads is a run of numbers a row and there is no edge to ask for;
/// sums in registers. <c>H·W</c> steps follow each other in an image and group.
/// </summary>
internal sealed class RasterInverse
{
    private readonly ImageShape _image;
    private readonly FoldedKernel _kernel;
    private readonly PixelSums _sums;
    private readonly ParallelOptions _parallel;

    /// <summary>An inverse.</summary>
    /// <param name="image">What it takes, C×H×W.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="vectors">Whether four output channels are one vector, or computed number by number.</param>
    /// <param name="threads">Threads, each with images of its own; 1 for the calling thread alone.</param>
    public RasterInverse(ImageShape image, FoldedKernel kernel, bool vectors, int threads)
    {
        (_image, _kernel) = (image, kernel);
        _sums = new PixelSums(kernel, vectors);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <summary>Steps that follow each other for a batch, as it is shared out: pixels of every group of a thread's images.</summary>
    public long Depth(int samples)
    {
        var threads = _parallel.MaxDegreeOfParallelism;
        return (long)_image.Plane * _kernel.Groups * ((samples + threads - 1) / threads);
    }

    /// <summary>Inverts a batch.</summary>
    /// <param name="y"><c>[C, N, H, W]</c>.</param>
    /// <param name="x"><c>[C, N, H, W]</c>, overwritten.</param>
    public void Run(float[] y, float[] x)
    {
        var samples = y.Length / _image.Dimensions;
        if (_parallel.MaxDegreeOfParallelism > 1)
        {
            Parallel.For(0, samples, _parallel, sample => InvertSample(y, x, sample, samples));
            return;
        }

        for (var sample = 0; sample < samples; sample++)
        {
            InvertSample(y, x, sample, samples);
        }
    }

    private void InvertSample(float[] y, float[] x, int sample, int samples)
    {
        var stride = _kernel.Channels * (_image.Width + _kernel.Width - 1);
        var size = stride * (_image.Height + _kernel.Height - 1);
        var work = ArrayPool<float>.Shared.Rent(size);
        try
        {
            for (var group = 0; group < _kernel.Groups; group++)
            {
                // y stands where x comes to stand: a pixel's own place holds y_p until its sums are complete.
                Array.Clear(work, 0, size);
                Copy(y, work, group, sample, samples, load: true);
                for (var row = 0; row < _image.Height; row++)
                {
                    for (var column = 0; column < _image.Width; column++)
                    {
                        _sums.Step(group, work, (row * stride) + (column * _kernel.Channels), stride);
                    }
                }

                Copy(x, work, group, sample, samples, load: false);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(work);
        }
    }

    private void Copy(float[] planes, float[] work, int group, int sample, int samples, bool load)
    {
        var order = new PixelOrder(_image, _kernel.Orientations[group]);
        var (q, columns) = (_kernel.Channels, _image.Width + _kernel.Width - 1);
        for (var channel = 0; channel < q; channel++)
        {
            var plane = planes.AsSpan((((group * q) + channel) * samples * _image.Plane) + (sample * _image.Plane), _image.Plane);
            for (var row = 0; row < _image.Height; row++)
            {
                var at = (((row + _kernel.Height - 1) * columns) + _kernel.Width - 1) * q;
                for (var column = 0; column < _image.Width; column++)
                {
                    ref var number = ref plane[order[row, column]];
                    ref var place = ref work[at + (column * q) + channel];
                    if (load)
                    {
                        place = number;
                    }
                    else
                    {
                        number = place;
                    }
                }
            }
        }
    }
}

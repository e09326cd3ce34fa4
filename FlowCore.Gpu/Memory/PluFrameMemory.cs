using FlowCore.Backends;
using ILGPU;

namespace FlowCore.Gpu.Memory;

/// <summary>
/// A <see cref="PluFrame"/> on a device, C numbers each: the row that each row is taken from, where each row goes to, and
/// the signs. Its memory goes back to the pool when the garbage collector finds that the frame is gone.
/// </summary>
internal sealed class PluFrameMemory
{
    private readonly DeviceStorage _storage;

    /// <summary>Takes storage over, of at least 3·C numbers.</summary>
    public PluFrameMemory(DeviceStorage storage, Staging staging, PluFrame frame)
    {
        _storage = storage;
        var numbers = new int[3 * frame.Size];
        frame.Permutation.CopyTo(numbers);
        frame.Signs.CopyTo(numbers, 2 * frame.Size);
        for (var row = 0; row < frame.Size; row++)
        {
            numbers[frame.Size + frame.Permutation[row]] = row;
        }

        View = storage.View!.Value.SubView(0, numbers.Length).Cast<int>();
        staging.Upload<int>(numbers, View);
    }

    /// <summary>Releases memory that nothing queued later can still read: the stream keeps the order.</summary>
    ~PluFrameMemory() => _storage.Release();

    /// <summary>The 3·C numbers.</summary>
    public ArrayView<int> View { get; }
}

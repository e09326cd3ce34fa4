using FlowCore.Backends.Cpu.Memory;

namespace FlowCore.Backends.Cpu;

/// <content>What an operation that is not of this assembly needs: the numbers of tensors, and the threads.</content>
public sealed unsafe partial class CpuBackend
{
    /// <summary>
    /// The numbers of a tensor where they lie, <c>[C, N, H, W]</c> with the last index fastest, to be read and written. A view's
    /// are its own part of its owner's. The span is valid until the tensor, or the owner of a view, is disposed.
    /// </summary>
    /// <param name="tensor">A tensor of a CPU backend.</param>
    /// <exception cref="ObjectDisposedException">The tensor or its backend has been disposed.</exception>
    /// <exception cref="FlowException">
    /// The tensor is of another kind of backend, or has more numbers than a span can: take it in parts by <see cref="Tensor.Part"/>.
    /// </exception>
    public static Span<float> Numbers(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var first = CpuStorage.PointerOf(tensor);
        return tensor.Shape.Count <= int.MaxValue
            ? new Span<float>(first, (int)tensor.Shape.Count)
            : throw new FlowException(
                $"Tensor {tensor.Shape}", $"at most {int.MaxValue} numbers for a span", $"{tensor.Shape.Count}", "Take it by Tensor.Part.");
    }

    /// <summary>
    /// Runs <c>body(start, end)</c> on this backend's threads, over ranges that cover 0 … count−1 once, and returns when all are
    /// done. A range has ⌊16384 / size⌋ items, and at least 1; the last may be shorter. These cuts depend on the arguments alone
    /// and not on the number of threads, so a sum for each range, added up in their order, has the same bits on every machine.
    /// </summary>
    /// <param name="count">Items: elements of a tensor, or its channels, images, rows.</param>
    /// <param name="body">
    /// Does the items from start up to but not including end, on any thread and in any order of ranges. What it throws is thrown
    /// here, after the other ranges. It starts no such run, and no operation of this backend, of its own.
    /// </param>
    /// <param name="size">Elements of an item; what takes long for each element may say more.</param>
    /// <exception cref="InvalidOperationException">Called from inside a body.</exception>
    public void For(long count, Action<long, long> body, long size = 1)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _team.ForRange(count, Math.Max(1, Grain / size), (start, end, _) => body(start, end));
    }
}

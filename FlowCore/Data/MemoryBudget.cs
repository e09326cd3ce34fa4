namespace FlowCore.Data;

/// <summary>
/// How many bytes of pixels may be kept in memory when data is opened. What a file holds as it is stays in the file when
/// it does not fit; what must be unpacked is refused when it does not fit.
/// </summary>
public sealed class MemoryBudget
{
    private const long Comfortable = 512L << 20;

    private readonly long _kept;
    private readonly long _most;
    private long _taken;

    /// <summary>A budget.</summary>
    /// <param name="kept">Bytes up to which sets that could be read from their files are kept in memory instead.</param>
    /// <param name="most">Bytes above which nothing fits.</param>
    public MemoryBudget(long kept, long most) => (_kept, _most) = (kept, most);

    /// <summary>512 MiB or a quarter of the memory that this process may have, whichever is less, and three quarters at most.</summary>
    public static MemoryBudget Usual()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new MemoryBudget(Math.Min(Comfortable, available / 4), available / 4 * 3);
    }

    /// <summary>Whether bytes that could also stay in their file are to be kept in memory.</summary>
    public bool HasRoomFor(long bytes) => _taken + bytes <= _kept;

    /// <summary>Takes bytes that could also stay in their file.</summary>
    /// <returns>Whether they are to be kept in memory.</returns>
    public bool TryTake(long bytes)
    {
        if (!HasRoomFor(bytes))
        {
            return false;
        }

        _taken += bytes;
        return true;
    }

    /// <summary>Takes bytes that can only be in memory.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="name">The file, for the message.</param>
    /// <param name="remedy">What to do when there is no room.</param>
    /// <exception cref="FlowException">There is no room.</exception>
    public void Take(long bytes, string name, string remedy)
    {
        if (bytes > Array.MaxLength || _taken + bytes > _most)
        {
            throw new FlowException(
                name, $"pixels that unpack to at most {Math.Min(Array.MaxLength, _most - _taken)} bytes", $"{bytes}", remedy);
        }

        _taken += bytes;
    }
}

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FlowCore.Tools.Shell;

/// <summary>
/// A standard stream of the process, to which writing never fails: what cannot be written is dropped, and the work goes on.
/// The runtime's own would throw, and read the terminal's description first, which may be anything.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int Interrupted = 4;
    private const int BadFile = 9;
    private const int BrokenPipe = 32;
    private const int GetFileFlags = 1;
    private const int CloseOnExec = 1;

    // Where a standard stream is closed, the next file that is opened would get its number, and all that is printed.
    private static readonly List<SafeFileHandle> Placeholders = [];

    private readonly int _file;
    private readonly Stream? _windows;
    private bool _isClosed;

    private StandardStream(int file)
    {
        _file = file;
        if (OperatingSystem.IsWindows())
        {
            _windows = file == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
        }
        else if (!IsInherited(file))
        {
            (_isClosed, Problem) = (true, Marshal.GetPInvokeErrorMessage(BadFile));
        }
    }

    /// <summary>Why something was dropped, or null; a reader that has gone is no reason, as it has what it wanted.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Standard output. Both are to be opened before any file is.</summary>
    public static StandardStream Output() => new(1);

    /// <summary>Standard error.</summary>
    public static StandardStream Error() => new(2);

    /// <summary>A writer that keeps nothing back: of UTF-8, or on Windows of what the console reads.</summary>
    public TextWriter Writer() => TextWriter.Synchronized(new StreamWriter(
        this,
        OperatingSystem.IsWindows() ? Console.OutputEncoding : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
    {
        AutoFlush = true,
    });

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_windows is not null)
        {
            WriteToConsole(buffer);
            return;
        }

        while (!buffer.IsEmpty && !_isClosed)
        {
            var written = Send(_file, buffer, buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case var full when full == FullPipe:
                    Thread.Sleep(millisecondsTimeout: 1);
                    break;
                case BrokenPipe:
                    _isClosed = true;
                    break;
                case var error:
                    Problem ??= Marshal.GetPInvokeErrorMessage(error);
                    return;
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static int FullPipe => OperatingSystem.IsMacOS() ? 35 : 11;

    private void WriteToConsole(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _windows!.Write(buffer);
        }
        catch (IOException failure)
        {
            Problem ??= failure.Message.TrimEnd('.');
        }
    }

    /// <summary>
    /// Whether the process was started with such a file. If not, the number is free, or one of the runtime's own files has it:
    /// those are not to be passed on to other programs, and what a process starts with has been passed on.
    /// </summary>
    private static bool IsInherited(int file)
    {
        var flags = Control(file, GetFileFlags);
        if (flags < 0)
        {
            Occupy(file);
        }

        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    private static void Occupy(int file)
    {
        SafeFileHandle placeholder;
        do
        {
            placeholder = File.OpenHandle("/dev/null", access: FileAccess.Write, share: FileShare.ReadWrite);
            Placeholders.Add(placeholder);
        }
        while (placeholder.DangerousGetHandle() < file);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Send(int file, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command);
}

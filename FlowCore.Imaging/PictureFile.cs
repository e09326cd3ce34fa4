using FlowCore.Data;
using FlowCore.Files;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>A picture's file, opened once for what it says before its pixels and for those.</summary>
internal sealed class PictureFile : IDisposable
{
    private readonly FileStream _file;
    private readonly byte[] _start;

    private PictureFile(string path, FileStream file, byte[] start) =>
        (Path, _file, _start, Content) = (path, file, start, FileContent.Of(start));

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What it is by its first bytes.</summary>
    public FileContent Content { get; }

    /// <summary>Opens a file, which need not be a picture.</summary>
    /// <exception cref="UnreadableImageException">It is missing or empty, or not a file that can be read.</exception>
    public static PictureFile Open(string path) => Refusing(path, () =>
    {
        var file = FileFailure.Open(path, PictureDecoder.Kind);
        try
        {
            var start = new byte[Math.Min(file.Length, FileContent.Needed)];
            file.ReadExactly(start);
            return new PictureFile(path, file, start);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>Reads what the file says before its pixels, and no more of it than its format makes necessary.</summary>
    /// <exception cref="UnreadableImageException">It is not a picture that can be read, or too large.</exception>
    public PictureHeader ReadHeader() => Refusing(Path, () =>
    {
        PictureDecoder.ThrowIfNotRead(Content, Path);
        using var stream = new GuardedStream(_file);
        var origin = PictureDecoder.ChunkedOrigin(stream, Content.Kind);
        stream.Position = 0;
        using var codec = SKCodec.Create(new SKManagedStream(stream), out var result);
        return stream.Failure is { } failure
            ? throw failure
            : codec is null
                ? throw PictureDecoder.Damaged(Path, Content, result)
                : PictureDecoder.Header(codec, Content, _start, Path, _file.Length, origin ?? codec.EncodedOrigin);
    });

    /// <summary>Reads all of it.</summary>
    /// <exception cref="UnreadableImageException">It is not a whole picture that can be read, or too large.</exception>
    public Picture Decode() => PictureDecoder.Decode(
        Refusing(Path, () =>
        {
            if (_file.Length > PictureLimits.MostBytes)
            {
                throw new UnreadableImageException(
                    Path, $"at most {PictureLimits.MostBytes} bytes", $"{_file.Length}", "Make the picture smaller.");
            }

            var bytes = new byte[_file.Length];
            _file.Position = 0;
            _file.ReadExactly(bytes);
            return bytes;
        }),
        Path);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static T Refusing<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw new UnreadableImageException(FileFailure.Reading(path, PictureDecoder.Kind, failure).Message, failure);
        }
        catch (FlowException failure) when (failure is not UnreadableImageException)
        {
            throw new UnreadableImageException(failure.Message, failure);
        }
    }
}

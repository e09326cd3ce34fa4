using System.Buffers.Binary;
using FlowCore.Files;

namespace FlowCore.TensorBoard;

/// <summary>
/// Events as TensorBoard reads them: each a record with an <c>Event</c> of tensorboard/compat/proto/event.proto, whose fields
/// are named beside their numbers here.
/// </summary>
internal sealed class EventFile : IDisposable
{
    // Versions from 2 on say with SessionLog.START which events of an earlier file are void.
    private const string Version = "brain.Event:2";

    // Of a PNG file: its signature, the head of its first chunk, and of that the width and the height.
    private const int HeaderLength = 24;

    private readonly RecordFile _records;
    private readonly ProtobufWriter _event = new();
    private readonly ProtobufWriter _content = new();
    private readonly ProtobufWriter _value = new();
    private readonly ProtobufWriter _image = new();

    /// <summary>Makes a file that is not there yet.</summary>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public EventFile(string path)
    {
        _records = new RecordFile(path);
        Begin(step: 0);
        _event.Text(3, Version); // Event.file_version
        _records.Append(_event.Written);
    }

    /// <summary>
    /// Says that a process goes on from here: of the files before this one TensorBoard drops what they have of this step and of
    /// later ones. The first file of a run says so too: the first such event that TensorBoard meets drops nothing.
    /// </summary>
    public void Start(long step)
    {
        _content.Clear();
        _content.Integer(1, 1); // SessionLog.status = START
        Append(step, field: 7); // Event.session_log
    }

    /// <summary>Appends scalars of a step; those that are not finite stay so, and TensorBoard shows them as such.</summary>
    public void Scalars(long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        _content.Clear();
        foreach (var (tag, value) in scalars)
        {
            _value.Clear();
            _value.Text(1, tag); // Summary.Value.tag
            _value.Single(2, (float)value); // Summary.Value.simple_value
            _content.Bytes(1, _value.Written); // Summary.value
        }

        Append(step, field: 5); // Event.summary
    }

    /// <summary>Whether bytes begin as a PNG file does, with its width and height.</summary>
    public static bool IsPng(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderLength && bytes.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);

    /// <summary>Appends a picture.</summary>
    /// <param name="step">The step.</param>
    /// <param name="tag">What it is called.</param>
    /// <param name="png">The bytes of a PNG file.</param>
    public void Picture(long step, string tag, ReadOnlySpan<byte> png)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
        const int Rgba = 4;
        _image.Clear();
        _image.Integer(1, height); // Summary.Image.height
        _image.Integer(2, width); // Summary.Image.width
        _image.Integer(3, Rgba); // Summary.Image.colorspace
        _image.Bytes(4, png); // Summary.Image.encoded_image_string
        _value.Clear();
        _value.Text(1, tag); // Summary.Value.tag
        _value.Bytes(4, _image.Written); // Summary.Value.image
        _content.Clear();
        _content.Bytes(1, _value.Written); // Summary.value
        Append(step, field: 5); // Event.summary
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _records.Dispose();

    private void Begin(long step)
    {
        _event.Clear();
        _event.Double(1, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds); // Event.wall_time
        _event.Integer(2, step); // Event.step
    }

    private void Append(long step, int field)
    {
        Begin(step);
        _event.Bytes(field, _content.Written);
        _records.Append(_event.Written);
    }
}

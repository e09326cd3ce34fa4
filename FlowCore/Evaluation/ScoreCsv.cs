using System.Text;
using FlowCore.Files;

namespace FlowCore.Evaluation;

/// <summary>
/// Scores as comma-separated values (RFC 4180, lines end in <c>\n</c>), a line an image as it comes: name, id, label, bits per
/// dimension, ln p in nats and its parts, the importance-weighted bound and the bytes that did not come back; what there is not is
/// an empty cell.
/// </summary>
public sealed class ScoreCsv : IDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Writes the heads into a stream, which is left open.</summary>
    /// <param name="stream">Where to, such as what <see cref="AtomicFile.Write"/> gives.</param>
    public ScoreCsv(Stream stream)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        _writer.WriteLine("name,id,label,bpd,logDensity,logPz,logDet,boundBpd,differingBytes");
    }

    /// <summary>Writes the line of an image.</summary>
    public void Write(ImageScore score) => _writer.WriteLine(CsvLine.Of(
        score.Name,
        CsvLine.Cell(score.Id),
        CsvLine.Cell(score.Label),
        CsvLine.Cell(score.BitsPerDimension),
        CsvLine.Cell(score.LogDensity),
        CsvLine.Cell(score.LogPrior),
        CsvLine.Cell(score.LogDet),
        CsvLine.Cell(score.BoundBitsPerDimension),
        CsvLine.Cell(score.DifferingBytes)));

    /// <summary>Writes what is still held back.</summary>
    public void Dispose() => _writer.Dispose();
}

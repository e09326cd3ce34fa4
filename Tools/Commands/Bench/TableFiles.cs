using System.Text;
using System.Text.Json;
using FlowCore.Files;
using FlowCore.Tools.Benching.Tables;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary>The files of a table, <c>NAME.csv</c>, <c>NAME.md</c> and <c>NAME.png</c>, and what scripts are told of them.</summary>
internal static class TableFiles
{
    private static readonly string[] Endings = ["csv", "md", "png"];

    /// <summary>Makes the folder: before minutes of measuring, of which nothing could be kept.</summary>
    /// <exception cref="FlowException">It cannot be made.</exception>
    public static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(folder, failure);
        }
    }

    /// <summary>Writes the files and names them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="draw">Writes the picture to a path.</param>
    /// <param name="output">Is told the names.</param>
    public static void Write<TRow>(ColumnTable<TRow> table, string folder, Action<string> draw, TextWriter output)
    {
        WriteText(PathOf(table.Name, folder, "csv"), table.WriteCsv);
        WriteText(PathOf(table.Name, folder, "md"), table.WriteMarkdown);
        draw(PathOf(table.Name, folder, "png"));
        output.WriteLine($"{table.Name}: {Failure.OneLine(PathOf(table.Name, folder, "{csv,md,png}"))}");
    }

    /// <summary>Writes where numbers come from into an object that has the device already.</summary>
    public static void WriteMembers(Utf8JsonWriter json, TableOrigin origin)
    {
        json.WriteNumber("threads", origin.Threads);
        json.WriteString("date", origin.Date);
        json.WriteString("scale", origin.Scale);
    }

    /// <summary>Writes a table's name, files and rows into an object.</summary>
    public static void WriteTable<TRow>(Utf8JsonWriter json, ColumnTable<TRow> table, string folder)
    {
        json.WriteString("name", table.Name);
        foreach (var ending in Endings)
        {
            json.WriteString(ending, PathOf(table.Name, folder, ending));
        }

        table.WriteJson(json);
    }

    private static string PathOf(string name, string folder, string ending) => Path.Combine(folder, $"{name}.{ending}");

    private static void WriteText(string path, Action<TextWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        write(writer);
    });
}

using System.Globalization;
using FlowCore.Backends;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>What every number of a table came from; it stands in each file.</summary>
/// <param name="Device">The backend's name.</param>
/// <param name="Threads">Threads that computed: the backend's, or those of the host beside a device of its own.</param>
/// <param name="Date">The day, <c>yyyy-MM-dd</c> in UTC.</param>
/// <param name="Scale">The name of the scale.</param>
internal sealed record TableOrigin(string Device, int Threads, string Date, string Scale)
{
    /// <summary>Of what is measured on a backend from now on.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="scale">The name of the scale.</param>
    public static TableOrigin Of(IBackend backend, string scale) => new(
        backend.Name, TableBench.ThreadsOf(backend), DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), scale);

    /// <summary>The names and values, for files and objects.</summary>
    public IReadOnlyList<(string Name, string Value)> Cells =>
        [("device", Device), ("threads", FormattableString.Invariant($"{Threads}")), ("date", Date), ("scale", Scale)];
}

namespace FlowCore.Tools.Benching.Tables;

/// <summary>A table that can be measured.</summary>
internal interface IBenchTable
{
    /// <summary>What <c>--table</c> calls it.</summary>
    string Name { get; }

    /// <summary>What it shows, as the title of its files.</summary>
    string Title { get; }

    /// <summary>What its plots' vertical axis is, with its unit.</summary>
    string Axis => "milliseconds, median";

    /// <summary>The number of a row that is plotted, or null of one that is not.</summary>
    double? Plotted(TableRow row) => row.Time?.Median;

    /// <summary>Measures it, row by row into <see cref="TableBench.Add"/>.</summary>
    void Measure(TableBench bench);
}

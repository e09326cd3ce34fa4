using System.Globalization;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>
/// The published times, as a labelled reference. Those of FInC Flow are CPU time of the process in seconds with no wait for the
/// device, and of the others the inverse of Emerging and CInC ran serially on the CPU: they compare devices as much as algorithms.
/// </summary>
internal static class PublishedFigures
{
    private const string Talk = "FInC Flow, authors' talk, main table: full model, n=100, process CPU time, other hardware";
    private const string Timings = "FInC Flow, authors' repository, timing_comparision.py: n=100, process CPU time, other hardware";
    private const string InverseFlow = "Inverse-Flow, table 10: image size not given, other hardware";

    // A row for each model; a preset's forward and sampling seconds, - for what is not given.
    private const string SamplingSeconds = """
        Emerging    0.16 0.62   0.49 17.19   0.73 25.79   1.71 137.04
        MaCow       - -         1.49 3.23    - -          2.91 8.05
        CInC-Flow   - -         0.42 7.91    0.62 11.97   1.57 55.71
        MintNet     0.16 17.29  2.09 230.17  2.08 230.44  - -
        FInC-Flow   0.14 0.09   0.37 0.41    0.48 0.52    1.43 2.11
        """;

    // Pixels of an image, then a row for each model and budget.
    private const string SizeSeconds = """
        Pixels           64 128 256 512 1024 2048 4096
        FInC-12.8M       .0573 .0661 .0822 .1149 .1722 .2921 .5724
        MaCow-12.4M      .4717 .6066 .7501 1.0343 1.3358 1.9560 2.6228
        CInC-12.9M       .1235 .5274 1.0857 1.7050 2.9588 5.6427 11.0347
        Emerging-12.9M   .3799 .7335 1.4667 2.9300 5.9211 11.9847 24.0718
        FInC-39.3M       .1747 .2027 .2526 .3517 .5280 .8938 1.7694
        MaCow-38.6M      1.6705 2.1546 2.6607 3.6807 4.7586 6.9323 9.3778
        CInC-39.5M       .3593 1.6498 3.3543 5.3136 9.2041 17.6372 34.1462
        Emerging-37.9M   1.1724 2.2223 4.4249 8.8170 17.8099 35.8139 72.2997
        """;

    // k, sampling and forward milliseconds.
    private const string KernelMilliseconds = """
        2 17.90 364
        3 18.11 402
        5 20.79 934
        7 19.20 1461
        9 17.36 1762
        11 17.87 2428
        """;

    /// <summary>Of the presets' models.</summary>
    public static IReadOnlyList<PublishedFigure> Sampling { get; } =
    [
        .. from line in Lines(SamplingSeconds)
           from preset in ((string[])["mnist", "cifar10", "imagenet32", "imagenet64"]).Index()
           from pass in ((string[])["forward", "sample"]).Index()
           let cell = line[1 + (2 * preset.Index) + pass.Index]
           where cell != "-"
           select new PublishedFigure(preset.Item, line[0], pass.Item, 0, 1000 * Number(cell), Talk),
    ];

    /// <summary>Against the pixels of an image, at two budgets of parameters.</summary>
    public static IReadOnlyList<PublishedFigure> Sizes { get; } =
    [
        .. from line in Lines(SizeSeconds).Skip(1)
           from column in Enumerable.Range(1, line.Length - 1)
           let pixels = int.Parse(Lines(SizeSeconds)[0][column], CultureInfo.InvariantCulture)
           select new PublishedFigure("", line[0], "sample", pixels, 1000 * Number(line[column]), Timings),
    ];

    /// <summary>Against the kernel.</summary>
    public static IReadOnlyList<PublishedFigure> Kernels { get; } =
    [
        .. from line in Lines(KernelMilliseconds)
           from pass in ((string[])["sample", "forward"]).Index()
           let kernel = int.Parse(line[0], CultureInfo.InvariantCulture)
           select new PublishedFigure("", "Inverse-Flow", pass.Item, kernel, Number(line[1 + pass.Index]), InverseFlow),
    ];

    private static string[][] Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static double Number(string cell) => double.Parse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}

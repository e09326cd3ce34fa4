using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace FlowCore.Tools.Plotting;

/// <summary>
/// How every plot of this program looks. The hues are of Okabe and Ito (2008), which people with a colour vision deficiency
/// tell apart; their lightness (L* 31, 82, 54, 45) differs too, so that a grey print still does.
/// </summary>
internal static class PlotTheme
{
    private const float TextSize = 20;
    private const float TitleSize = 24;
    private const float SmallText = 14;
    private const int FewNames = 7;

    /// <summary>What matters most.</summary>
    public static readonly Color Main = Color.FromHex("#004C7F");

    /// <summary>The raw numbers behind what is smoothed.</summary>
    public static readonly Color Raw = Color.FromHex("#A9D3EC");

    /// <summary>What is compared with it.</summary>
    public static readonly Color Second = Color.FromHex("#D55E00");

    /// <summary>Another thing that is compared.</summary>
    public static readonly Color Third = Color.FromHex("#007A59");

    /// <summary>Things of equal rank, in order: the hues of Okabe and Ito that are dark enough for lines on white.</summary>
    public static readonly IReadOnlyList<Color> Hues =
    [
        Main, Second, Third, Color.FromHex("#CC79A7"), Color.FromHex("#56B4E9"), Color.FromHex("#E69F00"), Color.FromHex("#202020"),
    ];

    /// <summary>What is wrong.</summary>
    public static readonly Color Warning = Color.FromHex("#000000");

    /// <summary>Words and numbers.</summary>
    public static readonly Color Ink = Color.FromHex("#202020");

    private static readonly Color Lines = Color.FromHex("#DDDDDD");

    static PlotTheme()
    {
        Fonts.FontResolvers.Insert(0, PlotFont.Instance);
        Fonts.Default = PlotFont.Name;
    }

    /// <summary>An empty plot.</summary>
    /// <param name="title">What it shows, or empty.</param>
    /// <param name="x">What the horizontal axis is, with its unit.</param>
    /// <param name="y">What the vertical axis is, with its unit.</param>
    public static Plot Empty(string title, string x, string y)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Lines;
        plot.Title(title, TitleSize);
        plot.XLabel(x, TextSize);
        plot.YLabel(y, TextSize);
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.TickLabelStyle.FontSize = TextSize;
            axis.MinorTickStyle.Length = 0;
            axis.TickGenerator = new NumericAutomatic { LabelFormatter = Label, TickDensity = 0.6 };
        }

        // The embedded face has no bold one, and a bold one that is made of it smears.
        plot.Axes.Title.Label.Bold = plot.Axes.Left.Label.Bold = plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Right.IsVisible = plot.Axes.Top.IsVisible = false;
        plot.Legend.FontSize = TextSize;
        plot.Legend.OutlineColor = Lines;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Font.Set(PlotFont.Name);
        return plot;
    }

    /// <summary>Puts names below a plot, the i-th at i, in two lines where they have two parts, and smaller where there are many.</summary>
    public static void NameTicks(Plot plot, IReadOnlyList<string> names)
    {
        plot.Axes.Bottom.SetTicks([.. names.Select((_, i) => (double)i)], [.. names.Select(Wrapped)]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = names.Count > FewNames ? SmallText : TextSize;

        static string Wrapped(string name) => name.Replace(" (", "\n(", StringComparison.Ordinal)
            .Replace(" coupling", "\ncoupling", StringComparison.Ordinal);
    }

    /// <summary>A number as axes have it: seven digits at most, and a point whatever the culture.</summary>
    public static string Label(double value) => value.ToString("0.#######", CultureInfo.InvariantCulture) is var plain && plain.Length <= 8
        ? plain
        : value.ToString("G4", CultureInfo.InvariantCulture);
}

extern alias plots;
using System.Globalization;
using FlowCore.Tests.Support;
using FlowCore.Tools.Plotting;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Plotting;

public sealed class PlotThemeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("Arial")]
    [InlineData("no such font")]
    public void Letters_are_those_of_the_embedded_face_whatever_is_installed(string name)
    {
        using var plot = PlotTheme.Empty("title", "x", "y");
        Assert.Equal("Inter", PlotFont.Instance.CreateTypeface(name, bold: true, italic: true).FamilyName);
        Assert.Equal("Inter", plots::ScottPlot.Fonts.GetTypeface(name + "!", bold: false, italic: false).FamilyName);
    }

    [Fact]
    public void The_face_has_a_letter_for_all_that_plots_say()
    {
        using var face = PlotFont.Instance.CreateTypeface("", bold: false, italic: false);
        const string Text = "ABCXYZabcxyz0123456789 .,:;-+−±×·/()[]{}<>≤≥%µ°äöüßéñ …–—“”’ αβγσΔΣ ‖⁻¹₂√∞";
        Assert.All(Text.EnumerateRunes(), rune => Assert.True(face.ContainsGlyph(rune.Value), $"no '{rune}'"));
    }

    [Fact]
    public void Titles_labels_and_ticks_leave_ink_where_they_stand()
    {
        var path = _folder.PathOf("plot.png");
        using (var plot = PlotTheme.Empty("a title", "steps", "bits/dim"))
        {
            plot.Axes.SetLimits(0, 10, 0, 1);
            PlotSheet.Save(path, 800, (plot, 400), (plot, 400));
        }

        using var picture = SKBitmap.Decode(path);
        Assert.Equal((800, 800), (picture.Width, picture.Height));
        Assert.All([0, 400], top =>
        {
            Assert.InRange(Ink(picture, new SKRectI(300, top + 5, 600, top + 48)), 100, 2000); // The title.
            Assert.InRange(Ink(picture, new SKRectI(300, top + 355, 600, top + 400)), 100, 2000); // The label below,
            Assert.InRange(Ink(picture, new SKRectI(30, top + 100, 80, top + 300)), 100, 2000); // and on the left.
            Assert.InRange(Ink(picture, new SKRectI(85, top + 50, 122, top + 320)), 100, 2000); // The numbers.
        });
        Assert.Equal(["plot.png"], _folder.Names);
    }

    [Fact]
    public void Numbers_have_a_point_whatever_the_culture()
    {
        var plain = Drawn("plain.png");
        var before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.Equal(plain, Drawn("commas.png"));
            Assert.Equal("0.0025", PlotTheme.Label(0.0025));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1500, "1500")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(1e6, "1000000")]
    [InlineData(2.5e12, "2.5E+12")]
    public void Labels_are_short(double value, string label) => Assert.Equal(label, PlotTheme.Label(value));

    [Fact]
    public void An_axis_reaches_a_number_with_a_label_on_either_side_however_far_apart_its_ends_are()
    {
        const int Seed = 11;
        var random = new System.Random(Seed);
        for (var i = 0; i < 1000; i++)
        {
            var low = (random.NextDouble() * 12) - 6;
            var high = low + (random.NextDouble() * random.Next(1, 13));
            var (below, above) = LogTicks.Around(low, high);
            var what = FormattableString.Invariant($"seed {Seed}, {low} to {high}: {below} to {above}");
            Assert.True(below <= low && below > low - 1.1 && above >= high && above < high + 1.1, what);
            var ticks = LogTicks.Between(below, above).Select(tick => tick.Position).ToArray();
            Assert.True(ticks[0] - below < 0.1 && ticks.Length > 1, what);
        }
    }

    [Fact]
    public void A_logarithmic_axis_has_the_numbers_themselves()
    {
        Assert.Equal(["10", "20", "50", "100"], LogTicks.Between(1, 2).Select(tick => tick.Label));
        Assert.Equal(["1", "10", "100", "1000", "10000"], LogTicks.Between(-0.1, 4.1).Select(tick => tick.Label));
        Assert.InRange(LogTicks.Between(-8, 20).Count(), 3, 8);
    }

    private byte[] Drawn(string name)
    {
        var path = _folder.PathOf(name);
        var curves = new RunCurves();
        for (var step = 1; step <= 30; step++)
        {
            using var line = System.Text.Json.JsonDocument.Parse(FormattableString.Invariant(
                $"{{\"step\":{step},\"bpd\":{3 + (1.0 / step)},\"gradNorm\":{step * 0.37},\"lr\":{0.001 * step},\"validBpd\":3.25}}"));
            curves.Add(line.RootElement);
        }

        CurvesPicture.Save(curves, "a run", path);
        return File.ReadAllBytes(path);
    }

    private static int Ink(SKBitmap picture, SKRectI area)
    {
        var dark = 0;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                dark += picture.GetPixel(x, y).Red < 128 ? 1 : 0;
            }
        }

        return dark;
    }
}

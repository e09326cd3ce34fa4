using ScottPlot;
using SkiaSharp;

namespace FlowCore.Tools.Plotting;

/// <summary>
/// The typeface of all plots, from this assembly: where no font is installed, as in most containers, nothing would be drawn
/// otherwise, and where some are, a plot would look different on each machine.
/// </summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>Its name.</summary>
    public const string Name = "Inter";

    private const string Resource = "FlowCore.Tools.Inter-Regular-latin-greek.otf";

    private PlotFont()
    {
    }

    /// <summary>The only one.</summary>
    public static PlotFont Instance { get; } = new();

    /// <summary>Itself, whatever was asked for: the plots need no other.</summary>
    /// <param name="fontName">Ignored.</param>
    /// <param name="weight">Ignored.</param>
    /// <param name="slant">Ignored.</param>
    /// <param name="spacing">Ignored.</param>
    public SKTypeface CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing)
    {
        // A new one each time, as ScottPlot disposes of what it is given.
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream(Resource)!;
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }

    /// <inheritdoc cref="CreateTypeface(string, FontWeight, FontSlant, FontSpacing)"/>
    /// <param name="fontName">Ignored.</param>
    /// <param name="bold">Ignored.</param>
    /// <param name="italic">Ignored.</param>
    public SKTypeface CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);
}

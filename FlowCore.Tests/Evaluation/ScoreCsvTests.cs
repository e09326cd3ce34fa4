using System.Globalization;
using System.Text;
using FlowCore.Evaluation;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Evaluation;

public sealed class ScoreCsvTests
{
    private const string Heads = "name,id,label,bpd,logDensity,logPz,logDet,boundBpd,differingBytes\n";

    [Fact]
    public void A_line_has_what_there_is_and_empty_cells_for_the_rest()
    {
        var score = new ImageScore("cat/1.png", 1, 7, 3.25, -1.5, -2.5, 1) { BoundBitsPerDimension = 3.125, DifferingBytes = 0 };
        Assert.Equal(
            Heads + "cat/1.png,1,7,3.25,-1.5,-2.5,1,3.125,0\ndog,2,,NaN,-Infinity,0.1,1E-300,,\n",
            Text(score, new ImageScore("dog", 2, null, double.NaN, double.NegativeInfinity, 0.1, 1e-300)));
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("say \"hi\"")]
    [InlineData("two\nlines")]
    [InlineData("two\r\nlines")]
    [InlineData("\"")]
    [InlineData("müll/é ✓.png")]
    [InlineData("=1+1")]
    [InlineData(" blanks ")]
    public void A_name_comes_back_as_it_is_whatever_is_in_it(string name)
    {
        var rows = CsvText.Rows(Text(new ImageScore(name, 1, null, 1, 2, 3, 4), new ImageScore("next", 2, null, 1, 2, 3, 4)));
        Assert.Equal(["name", name, "next"], rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal(9, row.Length));
    }

    [Fact]
    public void Numbers_read_back_as_the_same_and_have_points_where_others_write_commas()
    {
        var before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NegativeSign) = (",", "−");
        CultureInfo.CurrentCulture = commas;
        try
        {
            double[] numbers = [Math.PI, -1.0 / 3, 1e-17, -123456789.123];
            var row = CsvText.Rows(Text(new ImageScore("x", 1, -5, numbers[0], numbers[1], numbers[2], numbers[3])))[1];
            Assert.Equal("-5", row[2]);
            Assert.Equal(numbers, row[3..7].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Text(params ImageScore[] scores)
    {
        using var stream = new MemoryStream();
        using (var csv = new ScoreCsv(stream))
        {
            Array.ForEach(scores, csv.Write);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

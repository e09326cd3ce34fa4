namespace FlowCore.Evaluation;

/// <summary>
/// <c>ln 1/K Σ exp(x_i)</c> of numbers as they come, in double and without overflow: <c>m + ln(Σ exp(x_i − m)/K)</c> with m the
/// largest so far. A NaN among them stays one.
/// </summary>
internal struct LogMeanExp
{
    private double _largest = double.NegativeInfinity;
    private double _sum;
    private int _count;

    /// <summary>Of no numbers yet.</summary>
    public LogMeanExp()
    {
    }

    /// <summary>The result; NaN of no numbers.</summary>
    public readonly double Value => _largest + Math.Log(_sum / _count);

    /// <summary>Takes a number.</summary>
    public void Add(double x)
    {
        _count++;
        if (x > _largest)
        {
            _sum = (_sum * Math.Exp(_largest - x)) + 1;
            _largest = x;
        }
        else
        {
            // Equal ones by themselves: the difference of two infinite numbers would be none.
            _sum += x == _largest ? 1 : Math.Exp(x - _largest);
        }
    }
}

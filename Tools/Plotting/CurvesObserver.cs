using FlowCore.Runs;

namespace FlowCore.Tools.Plotting;

/// <summary>Draws a run's curves into its folder, over and over: at each evaluation and at its end, whatever that is.</summary>
internal sealed class CurvesObserver : IRunObserver
{
    private MetricsReader? _metrics;
    private string _path = "";
    private string _name = "";

    /// <inheritdoc/>
    public void Begin(TrainingRun run, RunFolder folder, RunRecord record)
    {
        _metrics = new MetricsReader(folder.Metrics);
        _path = folder.Curves;
        _name = VisibleText.Of($"{record.Preset} on {Path.GetFileName(record.Data)}", longest: 60);
    }

    /// <inheritdoc/>
    public void Watch(Action training)
    {
        try
        {
            training();
        }
        catch
        {
            TryDraw();
            throw;
        }

        Draw();
    }

    /// <inheritdoc/>
    public void Evaluated(RunEvaluation evaluation) => Draw();

    private void Draw()
    {
        if (_metrics!.ReadOn())
        {
            CurvesPicture.Save(_metrics.Curves, _name, _path);
        }
    }

    private void TryDraw()
    {
        try
        {
            Draw();
        }
        catch (FlowException)
        {
            // What ended the run says more than this would.
        }
    }
}

using System.Globalization;
using FlowCore.Files;
using FlowCore.Runs;

namespace FlowCore.TensorBoard;

/// <summary>
/// Writes a run's numbers and pictures into its folder as TensorBoard reads them, so that <c>tensorboard --logdir runs</c> shows
/// all runs of a folder: the <see cref="RunFields"/> of every step under <c>group/name</c>, and pictures of samples, which must be
/// PNG, under <c>samples</c>. Each start of a run has a file of its own,
/// <c>events.out.tfevents.SECONDS.HOST.PROCESS</c>, and takes back what files of earlier starts have of the steps that it does again.
/// </summary>
public sealed class TensorBoardLog : IRunObserver
{
    private const string SamplesTag = "samples";

    private EventFile? _events;
    private bool _started;

    /// <inheritdoc/>
    public void Begin(TrainingRun run, RunFolder folder, RunRecord record)
    {
        var earlier = Directory.GetFiles(folder.Path, RunFolder.EventFilePrefix + "*");
        Array.ForEach(earlier, RecordFile.CutTornRecord);
        (_events, _started) = (new EventFile(NewPath(folder.Path, earlier)), false);
    }

    /// <inheritdoc/>
    public void Watch(Action training)
    {
        try
        {
            training();
        }
        finally
        {
            _events?.Dispose();
            _events = null;
        }
    }

    /// <inheritdoc/>
    public void Show(StepReport step)
    {
        if (!_started)
        {
            _events!.Start(step.Metrics.Step);
            _started = true;
        }

        _events!.Scalars(step.Metrics.Step, RunFields.Of(step).Select(field => ($"{field.Group}/{field.Name}", field.Value)));
    }

    /// <inheritdoc/>
    public void Sampled(int step, string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(path, "a PNG picture", failure);
        }

        if (!EventFile.IsPng(bytes))
        {
            throw new FlowException(path, "a PNG picture", "something else", "Let RunPlan.SavePicture write PNG.");
        }

        _events!.Picture(step, SamplesTag, bytes);
    }

    /// <summary>TensorBoard reads the files of a folder in the order of their names, so a later start needs a later second.</summary>
    private static string NewPath(string folder, string[] earlier)
    {
        var last = earlier.Select(SecondsOf).DefaultIfEmpty(0).Max();
        var seconds = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), last + 1);
        var host = new string([.. Environment.MachineName.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);
        return Path.Combine(folder, FormattableString.Invariant($"{RunFolder.EventFilePrefix}{seconds:D10}.{host}.{Environment.ProcessId}"));
    }

    private static long SecondsOf(string path)
    {
        var digits = Path.GetFileName(path)[RunFolder.EventFilePrefix.Length..].Split('.')[0];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
    }
}

using System.CommandLine;
using FlowCore.Evaluation;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>How images are scored.</summary>
internal sealed class EvaluationFlags
{
    private readonly Option<ulong> _seed = Flag.Seed(0, "Seed of the dequantisation noise, and of samples and their score.");

    private readonly Option<int> _draws = Flag.Whole(
        "--dequant-samples", 1, "Draws of the dequantisation noise that each image's log-density is averaged over.");

    private readonly Option<int> _boundDraws = Flag.Whole(
        "--iwae-k", 0, "Draws of the importance-weighted bound, which is tighter than the average; 0 for none.");

    private readonly Option<int> _batchSize = Flag.Whole(
        "--batch-size", new EvaluationOptions().BatchSize, "Images that are computed at a time; no score depends on it.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_seed);
        command.Add(_draws);
        command.Add(_boundDraws);
        command.Add(_batchSize);
    }

    /// <summary>What was asked for, with a round trip.</summary>
    /// <exception cref="WrongCallException">A count is out of range.</exception>
    public EvaluationOptions Read(ParseResult parsed)
    {
        var options = new EvaluationOptions
        {
            Seed = parsed.GetRequiredValue(_seed),
            Draws = parsed.GetRequiredValue(_draws),
            BoundDraws = parsed.GetRequiredValue(_boundDraws),
            BatchSize = parsed.GetRequiredValue(_batchSize),
            RoundTrip = true,
        };
        WrongCallException.Guard(options.Validate);
        return options;
    }
}

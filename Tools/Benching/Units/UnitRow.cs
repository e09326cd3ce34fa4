using System.Collections.Immutable;
using FlowCore.Evaluation;
using FlowCore.Tools.Benching.Tables;

namespace FlowCore.Tools.Benching.Units;

/// <summary>What came of a trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Steps">Training steps of each run.</param>
/// <param name="Batch">Images of a step, and of a pass that is timed.</param>
internal sealed record UnitRow(UnitTrial Trial, int Steps, int Batch)
{
    /// <summary>Whether the inverse undoes the forward direction but for roundings; null where there is no model.</summary>
    public bool? IsExact { get; init; }

    /// <summary>What stands for it in a plot.</summary>
    public string Name => TableRow.NameOf(Trial.Name, IsExact);

    /// <summary>The test images' scores with a round trip each, a seed.</summary>
    public ImmutableArray<EvaluationResult> Scores { get; init; } = [];

    /// <summary>The times, or null where none were taken.</summary>
    public UnitTimes? Times { get; init; }

    /// <summary>The mean of the runs' bits per dimension, or null without runs.</summary>
    public double? Bits => Scores.IsEmpty ? null : Scores.Average(score => score.BitsPerDimension);

    /// <summary>The best run's bits per dimension.</summary>
    public double? Lowest => Scores.IsEmpty ? null : Scores.Min(score => score.BitsPerDimension);

    /// <summary>The worst run's bits per dimension.</summary>
    public double? Highest => Scores.IsEmpty ? null : Scores.Max(score => score.BitsPerDimension);

    /// <summary>Bytes of the test images that encoding and decoding did not bring back, of the run with the most.</summary>
    public long? DifferingBytes => Scores.IsEmpty ? null : Scores.Max(score => score.DifferingBytes);
}

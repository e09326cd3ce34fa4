namespace FlowCore.Checkpoints;

/// <summary>Which weights of a training are meant.</summary>
public enum ModelWeights
{
    /// <summary>Those that are trained.</summary>
    Raw,

    /// <summary>Their average (<see cref="Training.WeightAverage"/>).</summary>
    Average,
}

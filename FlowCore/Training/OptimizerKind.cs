namespace FlowCore.Training;

/// <summary>The rule that turns gradients into steps.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015); its weight decay is 0.</summary>
    Adam,

    /// <summary>AdamW: Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Adamax: Adam with the infinity norm (Kingma and Ba 2015, section 7.1); its weight decay is 0.</summary>
    Adamax,
}

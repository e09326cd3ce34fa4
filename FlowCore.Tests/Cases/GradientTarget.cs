namespace FlowCore.Tests.Cases;

/// <summary>Where the gradient of an input goes.</summary>
internal enum GradientTarget
{
    /// <summary>Nobody asks for it.</summary>
    None,

    /// <summary><c>=</c>.</summary>
    Written,

    /// <summary><c>+=</c>.</summary>
    Added,

    /// <summary>Over the gradient of the output.</summary>
    InPlace,
}

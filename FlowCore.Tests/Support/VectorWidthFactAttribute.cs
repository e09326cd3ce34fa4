using System.Globalization;
using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>A test of a run whose vectors were made narrower with the runtime's knobs, and that says how wide they should be.</summary>
public sealed class VectorWidthFactAttribute : FactAttribute
{
    private const string Variable = "FLOW_VECTOR_BITS";

    public VectorWidthFactAttribute()
    {
        if (Bits is null)
        {
            Skip = $"{Variable} is not set: this run uses the hardware as it is.";
        }
    }

    /// <summary>What the run was told, or null.</summary>
    public static int? Bits =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            ? bits
            : null;
}

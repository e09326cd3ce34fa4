using FlowCore.Backends;
using FlowCore.Distributions;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Ops;
using FlowCore.Verification;

namespace FlowCore.Tests.Verification;

/// <summary>Models of parts that are verified.</summary>
internal static class Flows
{
    /// <summary>Few points: who asks for more looks at the total probability.</summary>
    public static VerificationOptions Quick { get; } = new() { NormalizationPoints = 0 };

    /// <summary>A model of one level with these layers.</summary>
    public static FlowModel Of(IBackend backend, params Bijector[] layers)
    {
        var chain = new Chain("level1", layers);
        var level = new FlowLevel(chain, new StandardNormalPrior("level1.prior", chain.OutputShape), splits: false);
        return new FlowModel(new ScaledPixelMap(chain.InputShape, new PixelCoding(PixelScale.Linear)), [level], backend);
    }
}

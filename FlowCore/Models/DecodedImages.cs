using FlowCore.Data;

namespace FlowCore.Models;

/// <summary>Images that came out of a model.</summary>
/// <param name="Images">The pixels.</param>
/// <param name="NonFinite">How many of the numbers behind them were NaN or infinite; those pixels are 0.</param>
public sealed record DecodedImages(ImageBatch Images, long NonFinite);

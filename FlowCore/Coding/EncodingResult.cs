namespace FlowCore.Coding;

/// <summary>What encoding came to.</summary>
/// <param name="Images">How many images are in the file.</param>
/// <param name="Corrections">Bytes that decoding the latents alone would get wrong, and that the file holds.</param>
/// <param name="CorrectedImages">Images that have any of them.</param>
public sealed record EncodingResult(int Images, long Corrections, int CorrectedImages);

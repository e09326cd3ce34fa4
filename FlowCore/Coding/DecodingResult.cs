namespace FlowCore.Coding;

/// <summary>What decoding came to; every image has the bytes that were encoded.</summary>
/// <param name="Images">How many.</param>
/// <param name="Corrections">Bytes that were put right by the file's corrections.</param>
/// <param name="DecodedAgain">Images that another device than the CPU decoded to other bytes, and the CPU then to the right ones.</param>
public sealed record DecodingResult(int Images, long Corrections, int DecodedAgain);

namespace FlowCore.Imaging;

/// <summary>What lies under a folder.</summary>
/// <param name="Files">Paths relative to the folder, with <c>/</c> between their parts, in ordinal order.</param>
/// <param name="Problems">The folders below it that cannot be listed.</param>
internal sealed record FolderListing(IReadOnlyList<string> Files, IReadOnlyList<PictureProblem> Problems);

using FlowCore.Data;

namespace FlowCore.Coding;

/// <summary>Some images, and what each is called inside the source that it came from.</summary>
/// <param name="Images">The images.</param>
/// <param name="Names"><c>[N]</c>: as <see cref="IImageSet.NameOf"/> gives them.</param>
public sealed record NamedImages(ImageBatch Images, IReadOnlyList<string> Names);

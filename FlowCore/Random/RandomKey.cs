namespace FlowCore.Random;

/// <summary>
/// What a draw depends on besides the image's id and the element's index in <c>[C, H, W]</c> order. Nothing else enters,
/// so a draw does not depend on backend, batch size, thread count or a resume.
/// </summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Stream">What is drawn: see <see cref="RandomStream"/>.</param>
/// <param name="Step">The step or epoch it is drawn for.</param>
public readonly record struct RandomKey(ulong Seed, RandomStream Stream, uint Step);

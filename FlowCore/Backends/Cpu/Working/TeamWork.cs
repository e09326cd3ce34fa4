namespace FlowCore.Backends.Cpu.Working;

/// <summary>An operation cut into pieces, in the form that its caller wrote it: no wrapper, and nothing to collect, a form.</summary>
/// <param name="Pieces">How many pieces.</param>
/// <param name="Items">What they are cut from.</param>
/// <param name="Grain">Items of a piece.</param>
/// <param name="Body">An action of (piece, worker), of (start, end, worker) or of (item).</param>
internal readonly record struct TeamWork(int Pieces, long Items, long Grain, Delegate Body) : ITeamWork
{
    /// <inheritdoc/>
    public void Run(int piece, int worker)
    {
        var start = piece * Grain;
        var end = Math.Min(Items, start + Grain);
        switch (Body)
        {
            case Action<int, int> body:
                body(piece, worker);
                break;
            case Action<long, long, int> body:
                body(start, end, worker);
                break;
            default:
                var each = (Action<long>)Body;
                for (var item = start; item < end; item++)
                {
                    each(item);
                }

                break;
        }
    }
}

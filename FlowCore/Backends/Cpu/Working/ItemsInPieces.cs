namespace FlowCore.Backends.Cpu.Working;

/// <summary>Work on each of many items, which are cut into pieces.</summary>
internal readonly struct ItemsInPieces<TItem>(long items, long grain, TItem work) : ITeamWork
    where TItem : struct, IItemWork
{
    public void Run(int piece, int worker)
    {
        var end = Math.Min(items, (piece + 1) * grain);
        for (var item = piece * grain; item < end; item++)
        {
            work.Run(item);
        }
    }
}

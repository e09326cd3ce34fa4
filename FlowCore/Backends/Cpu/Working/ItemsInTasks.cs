namespace FlowCore.Backends.Cpu.Working;

/// <summary>Work on each of many items, which are cut into tasks.</summary>
internal readonly struct ItemsInTasks<TItem>(long items, long grain, TItem work) : ITeamWork
    where TItem : struct, IItemWork
{
    public void Run(int task, int worker)
    {
        var end = Math.Min(items, (task + 1) * grain);
        for (var item = task * grain; item < end; item++)
        {
            work.Run(item);
        }
    }
}

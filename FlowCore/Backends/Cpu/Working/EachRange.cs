namespace FlowCore.Backends.Cpu.Working;

/// <summary>Work that is written as <c>body(start, end, worker)</c> over items that are cut into tasks.</summary>
internal readonly struct EachRange(long items, long grain, Action<long, long, int> body) : ITeamWork
{
    public void Run(int task, int worker)
    {
        var start = task * grain;
        body(start, Math.Min(items, start + grain), worker);
    }
}

namespace FlowCore.Backends.Cpu.Working;

/// <summary>Work that is written as <c>body(start, end, worker)</c> over items that are cut into pieces.</summary>
internal readonly struct RangeWork(long items, long grain, Action<long, long, int> body) : ITeamWork
{
    public void Run(int piece, int worker)
    {
        var start = piece * grain;
        body(start, Math.Min(items, start + grain), worker);
    }
}

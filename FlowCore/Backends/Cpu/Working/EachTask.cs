namespace FlowCore.Backends.Cpu.Working;

/// <summary>Work that is written as <c>body(task, worker)</c>.</summary>
internal readonly struct EachTask(Action<int, int> body) : ITeamWork
{
    public void Run(int task, int worker) => body(task, worker);
}

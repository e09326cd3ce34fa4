namespace FlowCore.Backends.Cpu.Working;

/// <summary>An operation that was cut into tasks; a struct, so that handing it to a team leaves nothing to collect.</summary>
internal interface ITeamWork
{
    /// <summary>Runs one task.</summary>
    /// <param name="task">Which.</param>
    /// <param name="worker">The thread's number, below the team's threads.</param>
    void Run(int task, int worker);
}

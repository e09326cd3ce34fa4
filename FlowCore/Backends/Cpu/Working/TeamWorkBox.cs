namespace FlowCore.Backends.Cpu.Working;

/// <summary>Where a team keeps the work at hand of one type, so that its threads find it: made once a type and used again.</summary>
internal sealed class TeamWorkBox<TWork>
    where TWork : struct, ITeamWork
{
    private TWork _work;

    public TeamWorkBox()
    {
        Body = (task, worker) => _work.Run(task, worker);
    }

    /// <summary>Runs a task of the work that was put in.</summary>
    public Action<int, int> Body { get; }

    /// <summary>Puts the next work in.</summary>
    public void Put(TWork work) => _work = work;
}

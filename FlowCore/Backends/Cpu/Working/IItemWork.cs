namespace FlowCore.Backends.Cpu.Working;

/// <summary>The work on one of many items; a struct, as <see cref="ITeamWork"/>.</summary>
internal interface IItemWork
{
    /// <summary>Does one item.</summary>
    void Run(long item);
}

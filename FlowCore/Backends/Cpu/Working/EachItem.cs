namespace FlowCore.Backends.Cpu.Working;

/// <summary>Work on an item that is written as <c>body(item)</c>.</summary>
internal readonly struct EachItem(Action<long> body) : IItemWork
{
    public void Run(long item) => body(item);
}

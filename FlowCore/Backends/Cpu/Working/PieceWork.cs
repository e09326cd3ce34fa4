namespace FlowCore.Backends.Cpu.Working;

/// <summary>Work that is written as <c>body(piece, worker)</c>.</summary>
internal readonly struct PieceWork(Action<int, int> body) : ITeamWork
{
    public void Run(int piece, int worker) => body(piece, worker);
}

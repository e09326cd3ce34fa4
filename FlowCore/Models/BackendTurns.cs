using System.Runtime.CompilerServices;

namespace FlowCore.Models;

/// <summary>
/// Who works with a backend at the moment. A backend has one pool and one set of threads or one queue, which all of a call's work goes
/// through, so two calls at once would gain nothing but disorder. Models that share a backend share its turns.
/// </summary>
internal static class BackendTurns
{
    private static readonly ConditionalWeakTable<IBackend, Lock> Turns = [];

    /// <summary>What is to be held while a backend is worked with.</summary>
    public static Lock Of(IBackend backend) => Turns.GetOrAdd(backend, _ => new Lock());
}

using System.Reflection;
using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching;

/// <summary>Another backend, of which every operation is timed. Memory, reads and writes are not.</summary>
internal static class TimedBackend
{
    private static readonly string[] Untimed =
    [
        nameof(IBackend.Allocate), nameof(IBackend.Write), nameof(IBackend.Read), nameof(IBackend.HiddenShape),
        nameof(IBackend.Synchronize),
    ];

    // Made once for the process: compiling its methods takes longer than most of what they time.
    private static readonly Type Class = MakeClass();

    /// <summary>Times the operations of a backend, which stays its maker's to dispose of.</summary>
    /// <param name="inner">What does the work.</param>
    /// <param name="times">Where each call is booked, under its member's name.</param>
    public static IBackend Over(IBackend inner, OperationTimes times)
    {
        Func<long> start = times.Start;
        Action<string, Tensor?, long> stop = (member, kernel, started) => times.Stop(NameOf(member, kernel), started);
        return (IBackend)Activator.CreateInstance(Class, inner, start, stop)!;
    }

    /// <summary>Whether calls of a member are booked.</summary>
    public static bool Times(string member) => !Untimed.Contains(member);

    private static Type MakeClass()
    {
        var made = new TimedBackendClass();
        foreach (var member in typeof(IBackend).GetMethods().Where(method => !method.IsStatic))
        {
            if (member.IsSpecialName || !Times(member.Name))
            {
                made.Forward(member);
            }
            else
            {
                made.ForwardTimed(member, KernelOf(member));
            }
        }

        made.Ignore(typeof(IDisposable).GetMethod(nameof(IDisposable.Dispose))!);
        return made.Create();
    }

    /// <summary>The argument that says which convolution it is: the places of one differ a hundredfold in work.</summary>
    private static int? KernelOf(MethodInfo member) =>
        member.Name.StartsWith(nameof(IBackend.Convolve), StringComparison.Ordinal)
            ? member.GetParameters().Single(parameter => parameter.Name is "w" or "dw").Position
            : null;

    private static string NameOf(string member, Tensor? kernel) => kernel is null
        ? member
        : FormattableString.Invariant($"{member} {kernel.Shape[2]}×{kernel.Shape[3]} {kernel.Shape[1]}→{kernel.Shape[0]}");
}

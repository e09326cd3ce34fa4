using System.Globalization;
using System.Runtime.InteropServices;
using FlowCore.Tests.Support;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed partial class SignalActionTests
{
    // Nobody sends it, and by itself it does nothing.
    private const int Urgent = 23;
    private const nint Ignore = 1;

    [LinuxFact]
    public void An_action_comes_back_after_somebody_took_the_signal()
    {
        Assert.False(IsIgnored());
        using (new SignalAction(Urgent))
        {
            Take(Urgent, Ignore);
            Assert.True(SpinWait.SpinUntil(() => !IsIgnored(), TimeSpan.FromSeconds(30)));
        }

        // And no longer than it is asked for.
        var before = Take(Urgent, Ignore);
        Assert.False(SpinWait.SpinUntil(() => !IsIgnored(), TimeSpan.FromSeconds(1)));
        Take(Urgent, before);
    }

    private static bool IsIgnored()
    {
        const string Key = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Key, StringComparison.Ordinal));
        var mask = ulong.Parse(line.AsSpan(Key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (mask >> (Urgent - 1) & 1) == 1;
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Take(int signal, nint action);
}

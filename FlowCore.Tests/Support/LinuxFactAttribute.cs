using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>A test of what only Linux has: links, pipes, devices, modes and signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Linux only.";
        }
    }
}

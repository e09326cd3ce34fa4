using System.Reflection;

namespace FlowCore.Tools.Shell;

/// <summary>The version that <c>--version</c> prints and run folders record.</summary>
internal static class ProgramVersion
{
    /// <summary>The version, without what a build adds to it.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}

using Xunit;

namespace FlowCore.Tests.Support;

/// <summary>
/// A fact about published files, skipped with the reason where <see cref="Variable"/> does not say where they are.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    /// <summary>The environment variable that names the folder of data sets.</summary>
    public const string Variable = "FLOW_TEST_DATA";

    public RealDataFactAttribute()
    {
        if (Folder is null)
        {
            Skip = $"{Variable} is not set; it names a folder with published data sets.";
        }
    }

    private static string? Folder =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>A file in that folder. A promised file that is missing fails the test, it does not skip it.</summary>
    public static string PathOf(string relative) => Path.Combine(Folder!, relative);
}

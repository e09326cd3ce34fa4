namespace FlowCore.Tests.House.One
{
    /// <summary>Uses the other room in code alone.</summary>
    internal static class Here
    {
        public static string Name => nameof(Here);

        public static int Length() => Two.There.Of(null).Length;
    }
}

namespace FlowCore.Tests.House.Two
{
    /// <summary>Uses the other room in a signature alone.</summary>
    internal static class There
    {
        public static string Of(Func<One.Unused>? make) => make?.ToString() ?? nameof(There);
    }
}

namespace FlowCore.Tests.House.One
{
    /// <summary>A type of the first room.</summary>
    internal sealed class Unused;
}

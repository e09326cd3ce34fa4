using System.Reflection;
using FlowCore.Backends;
using FlowCore.Gpu;
using FlowCore.Gpu.Kernels;

namespace FlowCore.Tests.Support;

/// <summary>Every kernel there is, found by reflection so that none can be forgotten.</summary>
internal static class KernelCatalog
{
    private static readonly Type[] Ours =
        [.. typeof(IBackend).Assembly.GetTypes(), .. typeof(GpuBackend).Assembly.GetTypes()];

    /// <summary>What ILGPU compiles, open over the kernel.</summary>
    public static MethodInfo[] EntryPoints { get; } = [.. typeof(EntryPoints)
        .GetMethods(BindingFlags.Static | BindingFlags.Public).Where(method => method.IsGenericMethodDefinition)];

    /// <summary>The interfaces that make a struct a kernel.</summary>
    public static Type[] Interfaces { get; } =
        [.. Ours.Where(type => type is { IsInterface: true } && type.Name.EndsWith("Kernel", StringComparison.Ordinal))];

    /// <summary>Structs that are kernels, or are called so; generic ones open.</summary>
    public static Type[] Kernels { get; } = [.. typeof(GpuBackend).Assembly.GetTypes().Where(type => type.IsValueType
        && (type.Name.Split('`')[0].EndsWith("Kernel", StringComparison.Ordinal)
            || Interfaces.Any(face => face.IsAssignableFrom(type))))];

    /// <summary>Every entry point closed over every kernel that it takes, by a name for people.</summary>
    public static IReadOnlyDictionary<string, MethodInfo> Compilations { get; } = Kernels
        .SelectMany(Close)
        .SelectMany(kernel => EntriesOf(kernel)
            .Select(entry => (Name: $"{entry.Name}: {NameOf(kernel)}", Entry: entry.MakeGenericMethod(kernel))))
        .OrderBy(row => row.Name, StringComparer.Ordinal)
        .ToDictionary(row => row.Name, row => row.Entry);

    /// <summary>The entry points that take a kernel.</summary>
    public static IEnumerable<MethodInfo> EntriesOf(Type kernel) => EntryPoints.Where(entry =>
        entry.GetGenericArguments()[0].GetGenericParameterConstraints().All(constraint => constraint.IsAssignableFrom(kernel)));

    /// <summary>A kernel over every combination of operator structs that its constraints allow; itself if it takes none.</summary>
    public static IReadOnlyList<Type> Close(Type type) => !type.IsGenericTypeDefinition
        ? [type]
        : [.. type.GetGenericArguments()
            .Select(Operators)
            .Aggregate(
                (IEnumerable<Type[]>)[[]],
                (chosen, operators) => chosen.SelectMany(head => operators.Select(last => (Type[])[.. head, last])))
            .Select(operators => Over(type, operators))
            .OfType<Type>()];

    private static Type[] Operators(Type parameter)
    {
        var faces = parameter.GetGenericParameterConstraints().Where(constraint => constraint.IsInterface).Select(Open).ToArray();
        return faces.Length == 0
            ? throw new NotSupportedException($"{parameter.DeclaringType}: nothing says what {parameter} may be.")
            : [.. Ours.Where(type => type.IsValueType && !faces.Except(type.GetInterfaces().Select(Open)).Any()).SelectMany(Close)];
    }

    // A constraint may name other parameters, or itself: whether it holds is known when all of them are.
    private static Type? Over(Type type, Type[] operators)
    {
        try
        {
            return type.MakeGenericType(operators);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Type Open(Type face) => face.IsGenericType ? face.GetGenericTypeDefinition() : face;

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}

using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FlowCore.Tests.House;

/// <summary>
/// What an assembly shows to those who use it: a line for each public type and for each member that they can call or override,
/// in ordinal order.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of an assembly.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(IsNamed).SelectMany(Lines).Order(StringComparer.Ordinal)];

    // What the compiler writes for extension members is called as no code can say it; the members themselves are static methods too.
    private static bool IsNamed(Type type) => !type.FullName!.Contains('<', StringComparison.Ordinal);

    private static IEnumerable<string> Lines(Type type) =>
        type.GetMembers(Declared).Select(Line).OfType<string>()
            .Select(line => $"{ApiNames.Full(type)}: {line}")
            .Prepend($"{ApiNames.Full(type)}{Bases(type)} ({Kind(type)})");

    private static string? Line(MemberInfo member) => member switch
    {
        MethodBase method => IsShown(method) && !IsAccessor(method) ? Method(method) : null,
        PropertyInfo property => Property(property),
        FieldInfo field => IsShown(field) ? Field(field) : null,
        EventInfo happening => IsShown(happening.AddMethod) ? $"event {ApiNames.Of(happening)} {happening.Name}" : null,
        _ => null,
    };

    private static string Method(MethodBase method)
    {
        var generic = method.IsGenericMethod ? ApiNames.Arguments(method.GetGenericArguments()) : "";
        var result = method is MethodInfo of ? $"{ApiNames.Of(of.ReturnParameter)} " : "";
        var name = method.IsConstructor ? ApiNames.Simple(method.DeclaringType!) : method.Name;
        var extended = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Modifiers(method)}{result}{name}{generic}({extended}{Parameters(method.GetParameters())}){Constraints(method)}";
    }

    private static string? Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsShown).ToArray();
        if (accessors.Length == 0)
        {
            return null;
        }

        var index = property.GetIndexParameters();
        var words = accessors.Select(accessor => accessor == property.GetMethod ? "get"
            : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set");
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var name = index.Length > 0 ? $"this[{Parameters(index)}]" : property.Name;
        return $"{Modifiers(accessors[0])}{required}{ApiNames.Of(property)} {name} {{ {string.Join("; ", words)}; }}";
    }

    private static string Field(FieldInfo field)
    {
        var value = field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "";
        var modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return field.DeclaringType!.IsEnum ? field.Name + value : $"{modifiers}{ApiNames.Of(field)} {field.Name}{value}";
    }

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "")
        + $"{ApiNames.Of(parameter)} {parameter.Name}"
        + (parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue) : "")));

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Modifiers(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        var kind = method.DeclaringType!.IsInterface && !method.IsStatic ? ""
            : method.IsStatic ? "static " + (method.IsAbstract ? "abstract " : "")
            : method.IsAbstract ? "abstract "
            : method is MethodInfo of && of.GetBaseDefinition() != of ? (of.IsFinal ? "sealed override " : "override ")
            : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        return access + kind;
    }

    private static string Constraints(MethodBase method) =>
        method.IsGenericMethod ? string.Concat(method.GetGenericArguments().Select(ApiNames.Constraint)) : "";

    private static string Kind(Type type)
    {
        var isRecord = type.GetMethod("PrintMembers", Declared) is not null;
        return type.IsEnum ? "enum" : type.IsInterface ? "interface"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (isRecord ? "record struct" : "struct")
            : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")
                + (isRecord ? "record" : "class");
    }

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces().Where(face => face.IsVisible).Select(ApiNames.Full).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && !type.IsEnum)
        {
            bases.Insert(0, ApiNames.Full(parent));
        }

        return (bases.Count == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases))
            + string.Concat((type.IsGenericType ? type.GetGenericArguments() : []).Select(ApiNames.Constraint));
    }

    // What the compiler writes for records is known from their being records.
    private static bool IsShown(MethodBase? method) =>
        method is not null
        && (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed))
        && (IsAccessor(method) || !method.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static bool IsShown(FieldInfo field) =>
        !field.IsSpecialName && (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly);

    private static bool IsAccessor(MethodBase method) =>
        method.IsSpecialName && !method.IsConstructor && !method.Name.StartsWith("op_", StringComparison.Ordinal);
}

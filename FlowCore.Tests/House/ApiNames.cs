using System.Reflection;
using System.Runtime.CompilerServices;

namespace FlowCore.Tests.House;

/// <summary>Types as C# writes them, with the question marks of what may be null.</summary>
internal static class ApiNames
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static string Of(ParameterInfo parameter)
    {
        var way = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => "",
        };
        return way + Of(Nullability.Create(parameter), TupleNames(parameter));
    }

    public static string Of(PropertyInfo property) => Of(Nullability.Create(property), TupleNames(property));

    public static string Of(FieldInfo field) => Of(Nullability.Create(field), TupleNames(field));

    public static string Of(EventInfo happening) => Of(Nullability.Create(happening), TupleNames(happening));

    /// <summary>The type with its namespace and the types that it lies in.</summary>
    public static string Full(Type type) => type.DeclaringType is { } outer
        ? $"{Full(outer)}.{Simple(type)}"
        : $"{type.Namespace}.{Simple(type)}{(type.IsGenericType ? Arguments(type.GetGenericArguments()) : "")}";

    /// <summary>The bare name.</summary>
    public static string Simple(Type type) => type.Name.Split('`')[0];

    public static string Arguments(IEnumerable<Type> types) => $"<{string.Join(", ", types.Select(Name))}>";

    /// <summary>What a type parameter has to be, or nothing.</summary>
    public static string Constraint(Type parameter)
    {
        if (!parameter.IsGenericParameter)
        {
            return "";
        }

        var isStruct = parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var isClass = parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint);
        string[] parts =
        [
            .. isStruct ? ["struct"] : isClass ? (string[])["class"] : [],
            .. parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Name).Order(StringComparer.Ordinal),
        ];
        return parts.Length == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }

    /// <summary>The names of a member's tuples, the outer ones before those inside them.</summary>
    private static Queue<string?> TupleNames(ICustomAttributeProvider member) => new(
        member.GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false).Cast<TupleElementNamesAttribute>()
            .SelectMany(attribute => attribute.TransformNames));

    private static string Of(NullabilityInfo info, Queue<string?> names)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        var mark = !type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray)
        {
            return (info.ElementType is { } element ? Of(element, names) : Name(type.GetElementType()!)) + "[]" + mark;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        var arguments = info.GenericTypeArguments;
        if (typeof(ITuple).IsAssignableFrom(type) && arguments.Length > 0)
        {
            var own = arguments.Select(_ => names.TryDequeue(out var name) && name is not null ? " " + name : "").ToArray();
            return $"({string.Join(", ", arguments.Select((argument, i) => Of(argument, names) + own[i]))})";
        }

        return type.IsGenericType && arguments.Length > 0
            ? $"{Simple(type)}<{string.Join(", ", arguments.Select(argument => Of(argument, names)))}>{mark}"
            : Name(type) + mark;
    }

    private static string Name(Type type) => type switch
    {
        { IsByRef: true } => Name(type.GetElementType()!),
        { IsArray: true } => Name(type.GetElementType()!) + "[]",
        { IsPointer: true } => Name(type.GetElementType()!) + "*",
        { IsGenericType: true } => Simple(type) + Arguments(type.GetGenericArguments()),
        _ => Words.GetValueOrDefault(type, type.Name),
    };
}

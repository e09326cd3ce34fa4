using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace FlowCore.Tests.House;

/// <summary>Which namespaces of an assembly use which, read from signatures, attributes and the code itself.</summary>
internal sealed class RoomMap
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    private readonly Assembly _assembly;
    private readonly Dictionary<(string From, string To), string> _uses = [];

    /// <summary>Reads an assembly.</summary>
    public RoomMap(Assembly assembly)
    {
        _assembly = assembly;
        foreach (var type in assembly.GetTypes())
        {
            Read(type);
        }
    }

    /// <summary>Each use of one room by another, with a member that is an example of it.</summary>
    public IReadOnlyDictionary<(string From, string To), string> Uses => _uses;

    /// <summary>The rooms that use each other, directly or by way of others; none of a house that looks one way.</summary>
    public IEnumerable<IReadOnlyList<string>> Cycles()
    {
        var rooms = _uses.Keys.SelectMany(use => (string[])[use.From, use.To]).Distinct().Order(StringComparer.Ordinal).ToArray();
        var reached = rooms.ToDictionary(room => room, Reached);
        return rooms
            .Select(room => rooms.Where(other => reached[room].Contains(other) && reached[other].Contains(room)).ToArray())
            .Where(cycle => cycle.Length > 1)
            .DistinctBy(cycle => string.Join(' ', cycle));
    }

    /// <summary>A cycle in words: each of its uses, with its example.</summary>
    public string Describe(IReadOnlyList<string> cycle) => string.Join(
        Environment.NewLine,
        _uses.Where(use => cycle.Contains(use.Key.From) && cycle.Contains(use.Key.To))
            .Select(use => $"{use.Key.From} uses {use.Key.To} in {use.Value}")
            .Order(StringComparer.Ordinal));

    private HashSet<string> Reached(string room)
    {
        var (found, next) = (new HashSet<string>(), new Stack<string>([room]));
        while (next.TryPop(out var from))
        {
            foreach (var (use, _) in _uses.Where(use => use.Key.From == from && found.Add(use.Key.To)))
            {
                next.Push(use.To);
            }
        }

        return found;
    }

    private void Read(Type type)
    {
        Add(type, type.BaseType, type.Name);
        foreach (var contract in type.GetInterfaces())
        {
            Add(type, contract, type.Name);
        }

        foreach (var field in type.GetFields(All))
        {
            Add(type, field.FieldType, $"{type.Name}.{field.Name}");
        }

        foreach (var parameter in type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()))
        {
            Add(type, parameter, type.Name);
        }

        foreach (var method in type.GetMembers(All).OfType<MethodBase>())
        {
            Read(type, method, $"{type.Name}.{method.Name}");
        }
    }

    private void Read(Type type, MethodBase method, string where)
    {
        foreach (var used in method.GetParameters().Select(parameter => parameter.ParameterType))
        {
            Add(type, used, where);
        }

        Add(type, (method as MethodInfo)?.ReturnType, where);
        var body = method.GetMethodBody();
        foreach (var local in body?.LocalVariables ?? [])
        {
            Add(type, local.LocalType, where);
        }

        if (body?.GetILAsByteArray() is { } code)
        {
            var arguments = (type.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
            foreach (var token in Tokens(code))
            {
                Add(type, method.Module.ResolveMember(token, arguments.Item1, arguments.Item2), where);
            }
        }
    }

    /// <summary>The metadata tokens of types and members that code names.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            int value = code[at++];
            if (value == 0xFE)
            {
                value = (value << 8) | code[at++];
            }

            var operand = Operands[value];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(code, at);
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private void Add(Type from, MemberInfo? member, string where)
    {
        Add(from, member as Type ?? member?.DeclaringType, where);
        foreach (var argument in member is MethodInfo { IsGenericMethod: true } method ? method.GetGenericArguments() : [])
        {
            Add(from, argument, where);
        }
    }

    private void Add(Type from, Type? to, string where)
    {
        if (to is null || to.IsGenericParameter)
        {
            return;
        }

        if (to.HasElementType)
        {
            Add(from, to.GetElementType(), where);
            return;
        }

        foreach (var argument in to.IsGenericType ? to.GetGenericArguments() : [])
        {
            Add(from, argument, where);
        }

        // The root is the ground on which all rooms stand: what lies there is everybody's, and uses nobody.
        if (to.Assembly == _assembly && RoomOf(from) is { } room && RoomOf(to) is { } other && room != other)
        {
            _uses.TryAdd((room, other), where);
        }
    }

    private static string? RoomOf(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.DeclaringType is null ? null : type.Namespace;
}

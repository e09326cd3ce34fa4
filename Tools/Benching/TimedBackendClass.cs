using System.Reflection;
using System.Reflection.Emit;
using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching;

/// <summary>
/// The class of a <see cref="TimedBackend"/>, made at run time so that an operation need not be written down here again. What
/// the runtime has for this boxes every argument and takes no span. The class sees public types alone: what it does at
/// either end of a call comes as delegates.
/// </summary>
internal sealed class TimedBackendClass
{
    private readonly TypeBuilder _type;
    private readonly FieldBuilder _inner, _start, _stop;

    /// <summary>A class without any method but its constructor (inner, start, stop).</summary>
    public TimedBackendClass()
    {
        _type = AssemblyBuilder
            .DefineDynamicAssembly(new AssemblyName(nameof(TimedBackend)), AssemblyBuilderAccess.Run)
            .DefineDynamicModule(nameof(TimedBackend))
            .DefineType(nameof(TimedBackend), TypeAttributes.Public | TypeAttributes.Sealed, typeof(object), [typeof(IBackend)]);
        _inner = Field<IBackend>("inner");
        _start = Field<Func<long>>("start");
        _stop = Field<Action<string, Tensor?, long>>("stop");
        FieldBuilder[] fields = [_inner, _start, _stop];
        var il = _type
            .DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, [.. fields.Select(field => field.FieldType)])
            .GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(object).GetConstructor(Type.EmptyTypes)!);
        for (var i = 0; i < fields.Length; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg, i + 1);
            il.Emit(OpCodes.Stfld, fields[i]);
        }

        il.Emit(OpCodes.Ret);
    }

    /// <summary><c>return inner.Member(…);</c></summary>
    public void Forward(MethodInfo member)
    {
        var method = Define(member);
        var il = method.GetILGenerator();
        EmitCall(il, member, method);
        il.Emit(OpCodes.Ret);
    }

    /// <summary><c>var started = start(); var result = inner.Member(…); stop("Member", kernel, started); return result;</c></summary>
    /// <param name="member">A method of the contract.</param>
    /// <param name="kernel">The position of the parameter that goes to stop, or null for none.</param>
    public void ForwardTimed(MethodInfo member, int? kernel)
    {
        var method = Define(member);
        var il = method.GetILGenerator();
        var started = il.DeclareLocal(typeof(long));
        EmitField(il, _start);
        il.Emit(OpCodes.Callvirt, typeof(Func<long>).GetMethod("Invoke")!);
        il.Emit(OpCodes.Stloc, started);

        // The result waits on the stack.
        EmitCall(il, member, method);
        EmitField(il, _stop);
        il.Emit(OpCodes.Ldstr, member.Name);
        if (kernel is { } position)
        {
            il.Emit(OpCodes.Ldarg, position + 1);
        }
        else
        {
            il.Emit(OpCodes.Ldnull);
        }

        il.Emit(OpCodes.Ldloc, started);
        il.Emit(OpCodes.Callvirt, typeof(Action<string, Tensor?, long>).GetMethod("Invoke")!);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>A method that does nothing.</summary>
    public void Ignore(MethodInfo member) => Define(member).GetILGenerator().Emit(OpCodes.Ret);

    /// <summary>The class, to which nothing can be added any more.</summary>
    public Type Create() => _type.CreateType();

    private FieldBuilder Field<T>(string name) =>
        _type.DefineField(name, typeof(T), FieldAttributes.Private | FieldAttributes.InitOnly);

    /// <summary>A method of a member's signature and constraints, without a body.</summary>
    private MethodBuilder Define(MethodInfo member)
    {
        var method = _type.DefineMethod(
            member.Name,
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig,
            member.ReturnType,
            [.. member.GetParameters().Select(parameter => parameter.ParameterType)]);
        if (member.IsGenericMethodDefinition)
        {
            var originals = member.GetGenericArguments();
            var copies = method.DefineGenericParameters([.. originals.Select(original => original.Name)]);
            foreach (var (copy, original) in copies.Zip(originals))
            {
                var constraints = original.GetGenericParameterConstraints();
                copy.SetGenericParameterAttributes(original.GenericParameterAttributes);
                copy.SetBaseTypeConstraint(constraints.SingleOrDefault(type => !type.IsInterface));
                copy.SetInterfaceConstraints([.. constraints.Where(type => type.IsInterface)]);
            }
        }

        return method;
    }

    private void EmitCall(ILGenerator il, MethodInfo member, MethodBuilder method)
    {
        EmitField(il, _inner);
        for (var i = 0; i < member.GetParameters().Length; i++)
        {
            il.Emit(OpCodes.Ldarg, i + 1);
        }

        il.Emit(
            OpCodes.Callvirt,
            member.IsGenericMethodDefinition ? member.MakeGenericMethod(method.GetGenericArguments()) : member);
    }

    private static void EmitField(ILGenerator il, FieldInfo field)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, field);
    }
}

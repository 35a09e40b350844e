using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Runtime;

/// <summary>Calls functions of any type with arrays of values. For each function type a method is emitted that spreads the arguments and collects the results.</summary>
internal static class Trampoline
{
    private static readonly ConditionalWeakTable<FunctionType, Body> Bodies = [];

    private delegate void Body(nint code, InstanceState state, ref Value arguments, ref Value results);

    /// <summary>Calls a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments, already checked.</param>
    /// <param name="results">Where the results go.</param>
    internal static void Call(Function function, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var body = Bodies.GetValue(function.ExactType, Emit);
        var store = function.Store;
        store.Enter();
        try
        {
            body(function.Code, function.State, ref MemoryMarshal.GetReference(arguments), ref MemoryMarshal.GetReference(results));
            foreach (var result in results)
            {
                Ownership.Note(store.Identity, result.Reference);
            }
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, store))
        {
            throw GuestFaults.Translate(exception, store);
        }
        finally
        {
            store.Leave();
        }
    }

    private static Body Emit(FunctionType type)
    {
        var method = new DynamicMethod(
            $"invoke {type}",
            typeof(void),
            [typeof(nint), typeof(InstanceState), typeof(Value).MakeByRefType(), typeof(Value).MakeByRefType()],
            typeof(Trampoline).Module,
            skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        for (var index = 0; index < type.ParameterArray.Length; index++)
        {
            EmitAddress(il, OpCodes.Ldarg_2, index);
            il.Emit(OpCodes.Call, EmittedValues.Reader(type.ParameterArray[index].Kind));
        }

        il.Emit(OpCodes.Ldarg_0);
        var returnType = ClrSignatures.ReturnTypeOf(type);
        il.EmitCalli(OpCodes.Calli, System.Reflection.CallingConventions.Standard, returnType, ClrSignatures.ParametersOf(type), null);
        if (returnType != typeof(void))
        {
            EmitResults(il, type.ResultArray, il.DeclareLocal(returnType));
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Body>();
    }

    private static void EmitResults(ILGenerator il, WasmValueType[] types, LocalBuilder returned)
    {
        il.Emit(OpCodes.Stloc, returned);
        for (var index = 0; index < types.Length; index++)
        {
            EmitAddress(il, OpCodes.Ldarg_3, index);
            if (types.Length == 1)
            {
                il.Emit(OpCodes.Ldloc, returned);
            }
            else
            {
                il.Emit(OpCodes.Ldloca, returned);
                ClrSignatures.EmitLoadItem(il, returned.LocalType, index);
            }

            il.Emit(OpCodes.Call, EmittedValues.Writer(types[index].Kind));
        }
    }

    /// <summary>Emits what loads the address of a value in the row that an argument points to.</summary>
    private static void EmitAddress(ILGenerator il, OpCode loadArgument, int index)
    {
        il.Emit(loadArgument);
        if (index > 0)
        {
            il.Emit(OpCodes.Ldc_I4, index * Unsafe.SizeOf<Value>());
            il.Emit(OpCodes.Add);
        }
    }
}

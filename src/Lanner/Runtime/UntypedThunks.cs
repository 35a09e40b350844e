using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Finds the code for host functions whose types are not known when the program is written: it gathers the arguments in an array, with room for the results.</summary>
internal static class UntypedThunks
{
    private static readonly ConditionalWeakTable<FunctionType, MethodInfo> Methods = [];

    internal static HostThunk Find(FunctionType type, Delegate callback)
    {
        var method = Methods.GetValue(type, Define);
        return new HostThunk(method.MethodHandle.GetFunctionPointer(), callback, method);
    }

    private static MethodInfo Define(FunctionType type) => ThunkAssembly.Define(
        ClrSignatures.ReturnTypeOf(type), ClrSignatures.ParametersOf(type), null, il => Emit(il, type));

    private static void Emit(ILGenerator il, FunctionType type)
    {
        var parameters = type.ParameterArray;
        var results = type.ResultArray;
        var values = il.DeclareLocal(typeof(Value[]));
        il.Emit(OpCodes.Ldc_I4, parameters.Length + results.Length);
        il.Emit(OpCodes.Newarr, typeof(Value));
        il.Emit(OpCodes.Stloc, values);
        for (var index = 0; index < parameters.Length; index++)
        {
            EmitAddress(il, values, index);
            il.Emit(OpCodes.Ldarg, (short)(index + 1));
            il.Emit(OpCodes.Call, EmittedValues.Writer(parameters[index].Kind));
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, values);
        il.Emit(OpCodes.Call, typeof(HostCalls).GetMethod(nameof(HostCalls.CallUntyped), BindingFlags.Static | BindingFlags.NonPublic)!);
        for (var index = 0; index < results.Length; index++)
        {
            EmitAddress(il, values, parameters.Length + index);
            il.Emit(OpCodes.Call, EmittedValues.Reader(results[index].Kind));
        }

        if (results.Length > 1)
        {
            ClrSignatures.EmitMakeTuple(il, ClrSignatures.ReturnTypeOf(type));
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitAddress(ILGenerator il, LocalBuilder values, int index)
    {
        il.Emit(OpCodes.Ldloc, values);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelema, typeof(Value));
    }
}

using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Emits for delegates with many parameters what the generic classes do for those with few: <see cref="HostCalls"/> and <see cref="GuestCall"/>.</summary>
internal static class ThunkEmitter
{
    private const BindingFlags Internals = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly ConditionalWeakTable<Type, MethodInfo> HostMethods = [];
    private static readonly ConditionalWeakTable<Type, MethodInfo> GuestMethods = [];

    /// <summary>The code through which compiled code calls a delegate.</summary>
    internal static HostThunk EmitTyped(DelegateShape shape, Delegate callback)
    {
        var method = HostMethods.GetValue(shape.DelegateType, _ => ThunkAssembly.Define(
            shape.ReturnType, [typeof(InstanceState), .. shape.Parameters], shape.DelegateType, il => EmitHostCall(il, shape)));
        return new HostThunk(method.MethodHandle.GetFunctionPointer(), callback, method);
    }

    /// <summary>A delegate that calls a function of a guest.</summary>
    internal static Delegate EmitGuestCall(DelegateShape shape, Function function)
    {
        var method = GuestMethods.GetValue(shape.DelegateType, _ => ThunkAssembly.Define(
            shape.ReturnType, [typeof(GuestCall), .. shape.Parameters], shape.DelegateType, il => EmitGuestCall(il, shape)));
        return method.CreateDelegate(shape.DelegateType, new GuestCall(function));
    }

    private static void EmitHostCall(ILGenerator il, DelegateShape shape)
    {
        if (shape.ReturnType != typeof(void))
        {
            il.Emit(OpCodes.Ldarg_0);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(HostCalls).GetMethod(nameof(HostCalls.Callback), Internals)!.MakeGenericMethod(shape.DelegateType));
        if (shape.HasCaller)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, typeof(HostCalls).GetMethod(nameof(HostCalls.Caller), Internals)!);
        }

        for (var index = 0; index < shape.Parameters.Length; index++)
        {
            if (shape.Parameters[index].IsValueType)
            {
                il.Emit(OpCodes.Ldarg, (short)(index + 1));
                continue;
            }

            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg, (short)(index + 1));
            il.Emit(OpCodes.Call, typeof(HostCalls).GetMethod(nameof(HostCalls.HandOut), Internals)!.MakeGenericMethod(shape.Parameters[index]));
        }

        il.Emit(OpCodes.Callvirt, shape.DelegateType.GetMethod("Invoke")!);
        if (shape.ReturnType != typeof(void))
        {
            il.Emit(OpCodes.Call, typeof(HostCalls).GetMethod(nameof(HostCalls.Check), Internals)!.MakeGenericMethod(shape.ReturnType));
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitGuestCall(ILGenerator il, DelegateShape shape)
    {
        for (var index = 0; index < shape.Parameters.Length; index++)
        {
            if (!shape.Parameters[index].IsValueType)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldc_I4, index);
                il.Emit(OpCodes.Ldarg, (short)(index + 1));
                il.Emit(OpCodes.Call, typeof(GuestCall).GetMethod(nameof(GuestCall.Check), Internals)!.MakeGenericMethod(typeof(object)));
            }
        }

        var result = shape.ReturnType == typeof(void) ? null : il.DeclareLocal(shape.ReturnType);
        EmitStoreCall(il, nameof(Store.Enter));
        il.BeginExceptionBlock();
        il.BeginExceptionBlock();
        EmitFunctionField(il, nameof(Function.State));
        EmitArguments(il, shape);
        EmitFunctionField(il, nameof(Function.Code));
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, shape.ReturnType, [typeof(InstanceState), .. shape.Parameters], null);
        if (result is not null)
        {
            il.Emit(OpCodes.Stloc, result);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldloc, result);
            il.Emit(OpCodes.Call, typeof(GuestCall).GetMethod(nameof(GuestCall.Receive), Internals)!.MakeGenericMethod(shape.ReturnType));
            il.Emit(OpCodes.Stloc, result);
        }

        il.BeginExceptFilterBlock();
        il.Emit(OpCodes.Castclass, typeof(Exception));
        EmitCallField(il, nameof(GuestCall.Store));
        il.Emit(OpCodes.Call, typeof(GuestFaults).GetMethod(nameof(GuestFaults.Recognizes), Internals)!);
        il.BeginCatchBlock(null);
        il.Emit(OpCodes.Castclass, typeof(Exception));
        EmitCallField(il, nameof(GuestCall.Store));
        il.Emit(OpCodes.Call, typeof(GuestFaults).GetMethod(nameof(GuestFaults.Translate), Internals)!);
        il.Emit(OpCodes.Throw);
        il.EndExceptionBlock();
        il.BeginFinallyBlock();
        EmitStoreCall(il, nameof(Store.Leave));
        il.EndExceptionBlock();
        if (result is not null)
        {
            il.Emit(OpCodes.Ldloc, result);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitArguments(ILGenerator il, DelegateShape shape)
    {
        for (var index = 0; index < shape.Parameters.Length; index++)
        {
            il.Emit(OpCodes.Ldarg, (short)(index + 1));
        }
    }

    private static void EmitStoreCall(ILGenerator il, string name)
    {
        EmitCallField(il, nameof(GuestCall.Store));
        il.Emit(OpCodes.Call, typeof(Store).GetMethod(name, Internals)!);
    }

    private static void EmitFunctionField(ILGenerator il, string name)
    {
        EmitCallField(il, nameof(GuestCall.Function));
        il.Emit(OpCodes.Ldfld, typeof(Function).GetField(name, Internals)!);
    }

    private static void EmitCallField(ILGenerator il, string name)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, typeof(GuestCall).GetField(name, Internals)!);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>Makes delegates that call functions of guests.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static partial class GuestDelegates
{
    private static readonly ConditionalWeakTable<Type, Thunk> Emitted = [];

    /// <summary>Makes a delegate of a type that calls a function.</summary>
    /// <exception cref="ArgumentException">The type does not fit the function's.</exception>
    internal static Delegate Create(Function function, Type delegateType)
    {
        if (CreateCommon(function, delegateType) is { } common)
        {
            return common;
        }

        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new PlatformNotSupportedException(
                $"The program was compiled ahead of time, and has no code for delegates of type {delegateType} that call guests. "
                + "Use Invoke, or the method of the library's class.");
        }

        if (delegateType.IsAbstract)
        {
            throw new ArgumentException($"{delegateType} is not the type of particular delegates.");
        }

        var shape = DelegateShape.Of(delegateType);
        if (shape.HasCaller || !shape.Fits(function.ExactType))
        {
            throw new ArgumentException($"A delegate of type {delegateType}, {shape}, cannot call a function of type {function.Type}.");
        }

        if (!TypedThunks.HasClass(shape))
        {
            var thunk = Emitted.GetValue(delegateType, static type => ThunkWriter.ForGuestDelegate(DelegateShape.Of(type)));
            return thunk.Method.CreateDelegate(delegateType, new GuestCall(function) { Owner = thunk });
        }

        var type = CallType(shape);
        var call = Activator.CreateInstance(type, function)!;
        return Delegate.CreateDelegate(delegateType, call, type.GetMethod("Invoke", BindingFlags.Instance | BindingFlags.NonPublic)!);
    }

    private static Type CallType(DelegateShape shape)
    {
        if (shape.ReturnType != typeof(void))
        {
            return FuncTypes[shape.Parameters.Length].MakeGenericType([.. shape.Parameters, shape.ReturnType]);
        }

        return shape.Parameters.Length == 0 ? ActionTypes[0] : ActionTypes[shape.Parameters.Length].MakeGenericType(shape.Parameters);
    }

    /// <summary>The delegates that most programs use, without reflection: it takes a millisecond when a process has just started, and is
    /// not possible where no code can be made.</summary>
    private static Delegate? CreateCommon(Function function, Type delegateType)
    {
        var type = function.ExactType;
        if (!AreInt32(type.ParameterArray) || !AreInt32(type.ResultArray))
        {
            return null;
        }

        return (type.ParameterArray.Length, type.ResultArray.Length) switch
        {
            (0, 0) when delegateType == typeof(Action) => new GuestAction(function).Invoke,
            (1, 0) when delegateType == typeof(Action<int>) => new GuestAction<int>(function).Invoke,
            (2, 0) when delegateType == typeof(Action<int, int>) => new GuestAction<int, int>(function).Invoke,
            (0, 1) when delegateType == typeof(Func<int>) => new GuestFunc<int>(function).Invoke,
            (1, 1) when delegateType == typeof(Func<int, int>) => new GuestFunc<int, int>(function).Invoke,
            (2, 1) when delegateType == typeof(Func<int, int, int>) => new GuestFunc<int, int, int>(function).Invoke,
            _ => null,
        };
    }

    private static bool AreInt32(WasmValueType[] types)
    {
        foreach (var type in types)
        {
            if (type.Kind != WasmValueKind.I32)
            {
                return false;
            }
        }

        return true;
    }
}

using System.Runtime.CompilerServices;
using Lanner.Runtime;

namespace Lanner.Calls;

/// <summary>The work of thunks besides calling the delegate.</summary>
internal static class HostCalls
{
    /// <summary>The delegate to call. Its type was settled when the thunk was chosen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TDelegate Callback<TDelegate>(InstanceState state)
        where TDelegate : Delegate => Unsafe.As<TDelegate>(Unsafe.As<HostFunctionState>(state).Callback);

    /// <summary>The object of a library's user that has the functions which the library imports.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object Imports(InstanceState state) => Unsafe.As<HostFunctionState>(state).Callback;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Caller Caller(InstanceState state) => Unsafe.As<HostFunctionState>(state).Caller;

    /// <summary>Notes whose an argument is that the host gets. Nothing is left of this for numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T RecordEscape<T>(InstanceState state, T argument)
    {
        if (!typeof(T).IsValueType)
        {
            Ownership.RecordEscape(state, argument);
        }

        return argument;
    }

    /// <summary>Refuses results that are not of the function's type, on which validation of the guest relies, and references of other
    /// stores. Nothing is left of this for numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TResult Check<TResult>(InstanceState state, TResult results)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TResult>())
        {
            CheckReferences(Unsafe.As<HostFunctionState>(state), results);
        }

        return results;
    }

    /// <summary>Calls a callback whose types are not known when the program is written.</summary>
    /// <param name="state">The state of the host function.</param>
    /// <param name="values">The arguments, then room for the results.</param>
    internal static void CallUntyped(InstanceState state, Value[] values)
    {
        var function = Unsafe.As<HostFunctionState>(state);
        var parameterCount = function.Type.ParameterArray.Length;
        foreach (var argument in values.AsSpan(0, parameterCount))
        {
            Ownership.RecordEscape(state, argument.Reference);
        }

        var results = values.AsSpan(parameterCount);
        for (var index = 0; index < results.Length; index++)
        {
            // A type without a default has to be given a value by the callback: that is checked when it returns.
            var type = function.Type.ResultArray[index];
            results[index] = type.IsReference ? Value.Null : Value.DefaultOf(type);
        }

        Unsafe.As<HostCallback>(function.Callback)(function.Caller, values.AsSpan(0, parameterCount), results);
        for (var index = 0; index < results.Length; index++)
        {
            if (!results[index].IsOf(function.Type.ResultArray[index]))
            {
                throw WrongResult(index, function.Type.ResultArray[index]);
            }

            Ownership.Require(function.Store.Identity, results[index].Reference);
        }
    }

    /// <summary>Stores the results of such a callback where the caller wants them, if they are many.</summary>
    internal static void StoreResults(InstanceState state, Value[] values, nuint bytes, ref object? references)
    {
        var type = Unsafe.As<HostFunctionState>(state).Type;
        EmittedValues.Store(type.ResultArray, values.AsSpan(type.ParameterArray.Length), bytes, ref references);
    }

    private static void CheckReferences<TResult>(HostFunctionState function, TResult results)
    {
        var types = function.Type.ResultArray;
        if (types.Length == 1)
        {
            CheckReference(function, results, 0);
            return;
        }

        // Tuples of any length show all their items through this interface, also those of the tuples nested in them.
        var items = (ITuple)results!;
        for (var index = 0; index < types.Length; index++)
        {
            if (types[index].IsReference)
            {
                CheckReference(function, items[index], index);
            }
        }
    }

    private static void CheckReference(HostFunctionState function, object? value, int index)
    {
        var type = function.Type.ResultArray[index];
        if (!ReferenceTypes.Accept(type, value))
        {
            throw WrongResult(index, type);
        }

        Ownership.Require(function.Store.Identity, value);
    }

    private static InvalidOperationException WrongResult(int index, WasmValueType type) =>
        new($"A host function has returned something as result {index} that is not a value of type {type}.");
}

using System.Runtime.CompilerServices;
using Lanner.Runtime;

namespace Lanner.Calls;

/// <summary>The target of a delegate that calls a guest's function. A call checks references that it passes, enters the store, jumps to the
/// compiled code, notes whose the references are that come back, turns exceptions of the CLR that stand for a trap into one, and
/// leaves.</summary>
internal class GuestCall(Function function)
{
    internal readonly Function Function = function;

    internal readonly Store Store = function.Store;

    /// <summary>The object that keeps the code of the delegate loaded, when that can be unloaded.</summary>
    internal object? Owner { get; init; }

    /// <summary>Refuses a reference that is not of the parameter's type, or of another store. Nothing is left of this for
    /// numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Check<T>(int index, T value)
    {
        if (!typeof(T).IsValueType)
        {
            CheckReference(index, value);
        }
    }

    /// <summary>Notes whose the references among the results are. Nothing is left of this for numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TResult Receive<TResult>(TResult results)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TResult>())
        {
            NoteReferences(results);
        }

        return results;
    }

    private void NoteReferences<TResult>(TResult results)
    {
        if (!typeof(TResult).IsValueType)
        {
            Ownership.RecordEscape(Function.State, results);
            return;
        }

        var items = (ITuple)results!;
        for (var index = 0; index < items.Length; index++)
        {
            Ownership.RecordEscape(Function.State, items[index]);
        }
    }

    private void CheckReference(int index, object? value)
    {
        var type = Function.ExactType.ParameterArray[index];
        if (!ReferenceTypes.Accept(type, value))
        {
            throw new ArgumentException(
                $"{ReferenceTypes.Describe(value)} is not a value of type {type}, which parameter {index} of the function has.");
        }

        Ownership.Require(Store.Identity, value);
    }
}

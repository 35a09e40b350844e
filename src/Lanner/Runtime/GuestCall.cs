using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>What a delegate that calls a guest's function is bound to. A call checks references that it hands over, enters the store, jumps to the compiled code, turns
/// exceptions of the CLR that stand for a trap into one, and leaves.</summary>
internal class GuestCall(Function function)
{
    internal readonly Function Function = function;

    internal readonly Store Store = function.Store;

    /// <summary>What keeps the code of the delegate loaded, when that can be unloaded.</summary>
    internal object? Owner { get; init; }

    /// <summary>Refuses a reference that is not of the parameter's type. Nothing is left of this for numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Check<T>(int index, T value)
    {
        if (!typeof(T).IsValueType)
        {
            CheckReference(index, value);
        }
    }

    private void CheckReference(int index, object? value)
    {
        var type = Function.ExactType.ParameterArray[index];
        if (!ReferenceTypes.Accept(type, value))
        {
            throw new ArgumentException($"{ReferenceTypes.Describe(value)} is not a value of type {type}, which parameter {index} of the function has.");
        }
    }
}

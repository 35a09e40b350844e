namespace Lanner.Interpreter.Execution;

/// <summary>The operands of all functions that run.</summary>
internal sealed class OperandStack
{
    private RuntimeValue[] _values = new RuntimeValue[256];

    /// <summary>The number of values on the stack.</summary>
    internal int Height { get; private set; }

    internal void Push(RuntimeValue value)
    {
        if (Height == _values.Length)
        {
            Array.Resize(ref _values, Height * 2);
        }

        _values[Height++] = value;
    }

    internal void Push(ulong bits) => Push(RuntimeValue.OfBits(bits));

    internal void Push(object? reference) => Push(RuntimeValue.OfReference(reference));

    internal RuntimeValue Pop() => _values[--Height];

    internal uint Pop32() => (uint)_values[--Height].Low;

    internal ulong Pop64() => _values[--Height].Low;

    internal object? PopReference() => _values[--Height].Reference;

    /// <summary>Takes the topmost values, the lowest first.</summary>
    internal RuntimeValue[] Pop(int count)
    {
        Height -= count;
        return _values.AsSpan(Height, count).ToArray();
    }

    /// <summary>The topmost values, the lowest first.</summary>
    internal ReadOnlySpan<RuntimeValue> Peek(int count) => _values.AsSpan(Height - count, count);

    /// <summary>Takes away what is above a height, but for the topmost values.</summary>
    internal void Unwind(int height, int keptCount)
    {
        Array.Copy(_values, Height - keptCount, _values, height, keptCount);
        Height = height + keptCount;
    }
}

namespace Lanner.Interpreter.Objects;

/// <summary>A reference to a small integer (specification 4.2.1, <c>ref.i31</c>).</summary>
internal sealed class SmallInteger(uint bits)
{
    /// <summary>31 bits.</summary>
    internal uint Bits => bits;
}

/// <summary>A structure.</summary>
internal sealed class StructureObject(StructType type, RuntimeValue[] fields)
{
    internal StructType Type => type;

    internal RuntimeValue[] Fields => fields;
}

/// <summary>An array.</summary>
internal sealed class ArrayObject(ArrayType type, RuntimeValue[] elements)
{
    internal ArrayType Type => type;

    internal RuntimeValue[] Elements => elements;
}

/// <summary>An exception.</summary>
internal sealed class ExceptionObject(TagInstance tag, RuntimeValue[] payload)
{
    internal TagInstance Tag => tag;

    internal RuntimeValue[] Payload => payload;
}

/// <summary>The types of what references refer to, and their identity.</summary>
internal static class References
{
    /// <summary>Tests whether a reference is of a type (specification 4.2.12).</summary>
    internal static bool IsOf(object? reference, WasmValueType type)
    {
        if (reference is null)
        {
            return type.IsNullable;
        }

        var wanted = type.HeapType;
        return wanted.Top switch
        {
            HeapTypeKind.Extern => wanted.Kind == HeapTypeKind.Extern,
            HeapTypeKind.Exn => wanted.Kind == HeapTypeKind.Exn,
            _ => wanted.Kind == HeapTypeKind.Any || TypeOf(reference).IsSubtypeOf(wanted),
        };
    }

    /// <summary>Tests whether two references are the same (<c>ref.eq</c>).</summary>
    internal static bool AreSame(object? left, object? right) =>
        ReferenceEquals(left, right) || (left is SmallInteger first && right is SmallInteger second && first.Bits == second.Bits);

    /// <summary>The smallest type below <c>any</c> or <c>func</c>.</summary>
    private static HeapType TypeOf(object reference) => reference switch
    {
        SmallInteger => new HeapType(HeapTypeKind.I31),
        StructureObject structure => new HeapType(structure.Type),
        ArrayObject array => new HeapType(array.Type),
        FunctionInstance function => new HeapType(function.Type),
        _ => new HeapType(HeapTypeKind.Any),
    };
}

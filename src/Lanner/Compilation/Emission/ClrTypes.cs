using System.Runtime.Intrinsics;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Emission;

/// <summary>How values are represented in the CLR. All references are objects in signatures, so that functions whose types are subtypes of each other can be called
/// through either.</summary>
internal static class ClrTypes
{
    internal static Type Of(WasmValueType type) => Of(TreeBuilder.ToOperandType(type));

    internal static Type Of(OperandType type) => type switch
    {
        OperandType.I32 => typeof(int),
        OperandType.I64 => typeof(long),
        OperandType.F32 => typeof(float),
        OperandType.F64 => typeof(double),
        OperandType.V128 => typeof(Vector128<byte>),
        OperandType.Address => typeof(nint),
        _ => typeof(object),
    };

    /// <summary>What a field of a structure or an element of an array is kept as; packed ones without sign.</summary>
    internal static Type Of(FieldType field) => field.Packed switch
    {
        PackedKind.I8 => typeof(byte),
        PackedKind.I16 => typeof(ushort),
        _ => Of(field.Type),
    };

    /// <summary>The definition of the tuple that holds a number of results.</summary>
    internal static Type TupleDefinition(int count) => count switch
    {
        2 => typeof(ValueTuple<,>),
        3 => typeof(ValueTuple<,,>),
        4 => typeof(ValueTuple<,,,>),
        5 => typeof(ValueTuple<,,,,>),
        6 => typeof(ValueTuple<,,,,,>),
        7 => typeof(ValueTuple<,,,,,,>),
        1 => typeof(ValueTuple<>),
        _ => typeof(ValueTuple<,,,,,,,>),
    };

    /// <summary>One letter for each type by its representation: equal for types that the CLR sees as equal.</summary>
    internal static string Letters(ReadOnlySpan<WasmValueType> types) => string.Create(types.Length, types, static (letters, types) =>
    {
        for (var index = 0; index < letters.Length; index++)
        {
            letters[index] = "iIfFvo"[(int)TreeBuilder.ToOperandType(types[index])];
        }
    });
}

/// <summary>A CLR local: a plain one, or a tuple of results.</summary>
internal readonly record struct LocalSlot(OperandType Type, WasmValueType[]? Results, LaneType Lanes = LaneType.U8);

using System.Runtime.Intrinsics;
using Lanner.Abi;

namespace Lanner.Compilation.Cil;

/// <summary>The CLR types that represent operands, fields and elements. <see cref="CallingConvention"/> has those of parameters and results
/// of functions.</summary>
internal static class ClrTypes
{
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

    /// <summary>Returns the type that stores a field of a structure or an element of an array; packed ones are unsigned.</summary>
    internal static Type Of(FieldType field) => field.Packed switch
    {
        PackedKind.I8 => typeof(byte),
        PackedKind.I16 => typeof(ushort),
        _ => CallingConvention.TypeOf(field.Type),
    };

    /// <summary>One letter for each type by its representation: equal for types that the CLR sees as equal.</summary>
    internal static string Letters(ReadOnlySpan<WasmValueType> types) => string.Create(types.Length, types, static (letters, types) =>
    {
        for (var index = 0; index < letters.Length; index++)
        {
            letters[index] = "iIfFvo"[(int)OperandTypes.Of(types[index])];
        }
    });
}

/// <summary>A CLR local: a plain one, a tuple of results, or one of another type of the runtime library, which takes
/// <paramref name="ClrSize"/> bytes.</summary>
internal readonly record struct LocalSlot(
    OperandType Type, WasmValueType[]? Results, LaneType Lanes = LaneType.U8, Type? ClrType = null, int ClrSize = 0);

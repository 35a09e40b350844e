namespace Lanner.Abi;

/// <summary>The number of bytes that guests' objects take on the CLR's heap.</summary>
internal static class AggregateSizes
{
    /// <summary>An object's header and class; after them an array has its length, which takes as much as alignment leaves.</summary>
    private const int Header = 16;

    /// <summary>The number of bytes that an array takes besides its elements.</summary>
    internal const int ArrayHeader = 24;

    /// <summary>The bytes of a field or element.</summary>
    internal static int Of(FieldType field) => field.Packed switch
    {
        PackedKind.I8 => 1,
        PackedKind.I16 => 2,
        _ => field.Type.Kind switch
        {
            WasmValueKind.I32 or WasmValueKind.F32 => 4,
            WasmValueKind.V128 => 16,
            _ => 8,
        },
    };

    /// <summary>The bytes of a structure, as a rule: the CLR orders the fields by size, so that few are lost to alignment.</summary>
    internal static int OfStructure(StructType type)
    {
        var size = 0;
        foreach (var field in type.FieldArray)
        {
            size += Of(field);
        }

        return Header + Math.Max(8, (size + 7) & ~7);
    }
}

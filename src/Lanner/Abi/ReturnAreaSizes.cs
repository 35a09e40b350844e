namespace Lanner.Abi;

/// <summary>The room that values take in return areas, and so the place of the next value.</summary>
/// <param name="Bytes">Bytes of numbers and vectors.</param>
/// <param name="References">References.</param>
internal readonly record struct ReturnAreaSizes(int Bytes, int References)
{
    /// <summary>The number of areas that there are of the two.</summary>
    internal int Count => (Bytes > 0 ? 1 : 0) + (References > 0 ? 1 : 0);

    /// <summary>The room with one more value behind the others.</summary>
    internal ReturnAreaSizes After(WasmValueType type) => type.Kind switch
    {
        WasmValueKind.Reference => this with { References = References + 1 },
        WasmValueKind.V128 => this with { Bytes = Bytes + 16 },
        _ => this with { Bytes = Bytes + 8 },
    };

    /// <summary>Room for either.</summary>
    internal ReturnAreaSizes Max(ReturnAreaSizes other) => new(Math.Max(Bytes, other.Bytes), Math.Max(References, other.References));
}

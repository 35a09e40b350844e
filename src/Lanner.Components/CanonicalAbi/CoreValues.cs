namespace Lanner.Components.CanonicalAbi;

/// <summary>Reads core values by their bits. A variant's are joined: what is narrower is in the low bits (Canonical ABI,
/// <c>CoerceValueIter</c>).</summary>
internal ref struct CoreReader(ReadOnlySpan<Value> values)
{
    private readonly ReadOnlySpan<Value> _values = values;

    internal int Position { get; set; }

    internal ulong Next() => _values[Position++].Low;
}

/// <summary>Writes core values, which get their types from the function.</summary>
internal ref struct CoreWriter(Span<Value> values, ReadOnlySpan<WasmValueKind> kinds)
{
    private readonly Span<Value> _values = values;
    private readonly ReadOnlySpan<WasmValueKind> _kinds = kinds;

    internal int Position { get; private set; }

    internal void Write(ulong bits)
    {
        _values[Position] = new Value(_kinds[Position], bits);
        Position++;
    }

    /// <summary>Writes zeros up to a position: those that the case of a variant does not use.</summary>
    internal void FillTo(int position)
    {
        while (Position < position)
        {
            Write(0);
        }
    }
}

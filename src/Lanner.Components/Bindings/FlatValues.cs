using System.ComponentModel;
using System.Runtime.CompilerServices;
using Lanner.Components.CanonicalAbi;

namespace Lanner.Components.Bindings;

/// <summary>Room for the core values of a call. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[InlineArray(FlatTypes.MaximumParameters)]
public struct FlatValues
{
    private Value _first;
}

/// <summary>Reads core values by their bits. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FlatReader
{
    private CoreReader _reader;

    internal FlatReader(ReadOnlySpan<Value> values) => _reader = new CoreReader(values);

    /// <summary>The number of values that are read or skipped.</summary>
    public int Position
    {
        readonly get => _reader.Position;
        set => _reader.Position = value;
    }

    /// <summary>Reads the bits of the next value.</summary>
    public ulong Next() => _reader.Next();
}

/// <summary>Writes core values by their bits. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FlatWriter
{
    private CoreWriter _writer;

    internal FlatWriter(Span<Value> values, ReadOnlySpan<WasmValueKind> kinds) => _writer = new CoreWriter(values, kinds);

    /// <summary>The number of values that are written.</summary>
    public readonly int Position => _writer.Position;

    /// <summary>Writes the next value.</summary>
    /// <param name="bits">Its bits.</param>
    public void Write(ulong bits) => _writer.Write(bits);

    /// <summary>Writes zeros up to a position: those that the case of a variant does not use.</summary>
    /// <param name="position">The position.</param>
    public void FillTo(int position) => _writer.FillTo(position);
}

namespace Lanner;

/// <summary>The type of something that a module imports or exports (specification 2.3.14, "external types").</summary>
public abstract record ExternalType
{
    private protected ExternalType()
    {
    }

    /// <summary>The kind of thing.</summary>
    public abstract ExternalKind Kind { get; }
}

/// <summary>The kinds of things that a module can import and export, with the numbers of the binary format.</summary>
public enum ExternalKind : byte
{
    /// <summary>A function.</summary>
    Function = 0,

    /// <summary>A table.</summary>
    Table = 1,

    /// <summary>A memory.</summary>
    Memory = 2,

    /// <summary>A global variable.</summary>
    Global = 3,

    /// <summary>A tag, the kind of an exception.</summary>
    Tag = 4,
}

/// <summary>The type of a function as an import or export.</summary>
/// <param name="Type">The function's type.</param>
public sealed record FunctionExternalType(FunctionType Type) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Function;

    /// <summary>The type as the text format writes it.</summary>
    public override string ToString() => Type.ToString();
}

/// <summary>The size of a table or memory at the start, and the size that it may grow to (specification 2.3.11).</summary>
/// <param name="Minimum">The size at the start, in elements or pages.</param>
/// <param name="Maximum">The size that growing cannot pass, or null when the type sets none.</param>
public readonly record struct Limits(ulong Minimum, ulong? Maximum)
{
    /// <summary>Tests whether something of the actual limits <paramref name="actual"/> can be given where these are asked for, as far as
    /// the maximum goes (specification 3.3.8).</summary>
    internal bool AcceptMaximum(Limits actual) => Maximum is null || (actual.Maximum is { } maximum && maximum <= Maximum);

    /// <summary>The limits as the text format writes them.</summary>
    public override string ToString() => Maximum is { } maximum ? $"{Minimum} {maximum}" : $"{Minimum}";
}

/// <summary>The type of a memory.</summary>
/// <param name="Limits">The sizes, in pages.</param>
/// <param name="Is64Bit">True if addresses are 64-bit integers.</param>
/// <param name="IsShared">True if threads may share the memory.</param>
/// <param name="PageSizeLog2">The binary logarithm of the size of a page: 16, or 0 with the custom-page-sizes proposal.</param>
public sealed record MemoryType(Limits Limits, bool Is64Bit = false, bool IsShared = false, byte PageSizeLog2 = 16) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Memory;

    /// <summary>The type as the text format writes it.</summary>
    public override string ToString() =>
        $"(memory{(Is64Bit ? " i64" : "")} {Limits}{(IsShared ? " shared" : "")}"
        + $"{(PageSizeLog2 == 16 ? "" : $" (pagesize {1UL << PageSizeLog2})")})";

    /// <summary>The type of addresses and sizes.</summary>
    internal WasmValueType AddressType => Is64Bit ? WasmValueType.I64 : WasmValueType.I32;
}

/// <summary>The type of a table.</summary>
/// <param name="Element">The type of the elements, a reference type.</param>
/// <param name="Limits">The sizes, in elements.</param>
/// <param name="Is64Bit">True if indices are 64-bit integers.</param>
public sealed record TableType(WasmValueType Element, Limits Limits, bool Is64Bit = false) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Table;

    /// <summary>The type as the text format writes it.</summary>
    public override string ToString() => $"(table{(Is64Bit ? " i64" : "")} {Limits} {Element})";

    /// <summary>The type of indices and sizes.</summary>
    internal WasmValueType AddressType => Is64Bit ? WasmValueType.I64 : WasmValueType.I32;
}

/// <summary>The type of a global variable.</summary>
/// <param name="Value">The type of its value.</param>
/// <param name="IsMutable">True if it can be assigned.</param>
public sealed record GlobalType(WasmValueType Value, bool IsMutable) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Global;

    /// <summary>The type as the text format writes it.</summary>
    public override string ToString() => IsMutable ? $"(global (mut {Value}))" : $"(global {Value})";
}

/// <summary>The type of a tag: what an exception of it carries.</summary>
/// <param name="Type">A function type whose parameters are the values carried; its results are empty.</param>
public sealed record TagType(FunctionType Type) : ExternalType
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Tag;

    /// <summary>The type as the text format writes it.</summary>
    public override string ToString() => $"(tag{Type.ToString()[5..]}";
}

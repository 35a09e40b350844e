namespace Lanner;

/// <summary>The kinds of value that WebAssembly knows (specification 2.3, "Types").</summary>
public enum WasmValueKind : byte
{
    /// <summary>A 32-bit integer; in .NET an <see cref="int"/>.</summary>
    I32,

    /// <summary>A 64-bit integer; in .NET a <see cref="long"/>.</summary>
    I64,

    /// <summary>A single-precision number; in .NET a <see cref="float"/>.</summary>
    F32,

    /// <summary>A double-precision number; in .NET a <see cref="double"/>.</summary>
    F64,

    /// <summary>A 128-bit vector; in .NET a <see cref="System.Runtime.Intrinsics.Vector128{T}"/> of bytes.</summary>
    V128,

    /// <summary>A reference; in .NET an <see cref="object"/> or null.</summary>
    Reference,

    /// <summary>The type of an operand in unreachable code, a subtype of every other (specification 3.1.2, "bot"). Never part of a
    /// module.</summary>
    Bottom,
}

/// <summary>A WebAssembly value type: a number type, the vector type, or a reference type. Two value types are equal when they are the same
/// type by the specification's rules, also when they come from different modules.</summary>
public readonly struct WasmValueType : IEquatable<WasmValueType>
{
    private readonly DefinedType? _definition;

    private WasmValueType(WasmValueKind kind) => Kind = kind;

    private WasmValueType(bool isNullable, HeapTypeKind heapKind, DefinedType? definition)
    {
        Kind = WasmValueKind.Reference;
        IsNullable = isNullable;
        HeapKind = heapKind;
        _definition = definition;
    }

    /// <summary>The type <c>i32</c>.</summary>
    public static WasmValueType I32 => new(WasmValueKind.I32);

    /// <summary>The type <c>i64</c>.</summary>
    public static WasmValueType I64 => new(WasmValueKind.I64);

    /// <summary>The type <c>f32</c>.</summary>
    public static WasmValueType F32 => new(WasmValueKind.F32);

    /// <summary>The type <c>f64</c>.</summary>
    public static WasmValueType F64 => new(WasmValueKind.F64);

    /// <summary>The type <c>v128</c>.</summary>
    public static WasmValueType V128 => new(WasmValueKind.V128);

    /// <summary>The type <c>funcref</c>, a nullable reference to any function.</summary>
    public static WasmValueType FuncRef => Reference(HeapType.Func, isNullable: true);

    /// <summary>The type <c>externref</c>, a nullable reference to any object of the host.</summary>
    public static WasmValueType ExternRef => Reference(HeapType.Extern, isNullable: true);

    /// <summary>The reference that unreachable code has where some reference is needed, a subtype of every other reference type.</summary>
    internal static WasmValueType BottomReference => new(isNullable: false, HeapType.BottomKind, null);

    internal static WasmValueType Bottom => new(WasmValueKind.Bottom);

    /// <summary>The kind of the value.</summary>
    public WasmValueKind Kind { get; }

    /// <summary>True if null is a value of the type; false for types that are not reference types.</summary>
    public bool IsNullable { get; }

    internal HeapTypeKind HeapKind { get; }

    /// <summary>True if this is a reference type.</summary>
    public bool IsReference => Kind == WasmValueKind.Reference;

    /// <summary>The heap type of a reference type. Only for reference types.</summary>
    /// <exception cref="InvalidOperationException">This is not a reference type.</exception>
    public HeapType HeapType => IsReference
        ? new HeapType(HeapKind, _definition)
        : throw new InvalidOperationException($"{this} is not a reference type.");

    internal bool IsNumber => Kind <= WasmValueKind.F64;

    internal bool IsVector => Kind == WasmValueKind.V128;

    internal bool IsBottom => Kind == WasmValueKind.Bottom;

    /// <summary>True if zero or null is a value of the type, which locals have from the start (specification 3.2.17, "defaultable"): not of
    /// references that cannot be null.</summary>
    public bool IsDefaultable => !IsReference || IsNullable;

    /// <summary>Makes a reference type.</summary>
    /// <param name="heapType">The type of what the reference points to.</param>
    /// <param name="isNullable">True if null is a value of the type.</param>
    public static WasmValueType Reference(HeapType heapType, bool isNullable) => new(isNullable, heapType.Kind, heapType.Definition);

    /// <summary>The type of a kind that is not a reference.</summary>
    internal static WasmValueType OfKind(WasmValueKind kind) => new(kind);

    internal WasmValueType AsNonNullable() => new(false, HeapKind, _definition);

    internal WasmValueType AsNullable() => new(true, HeapKind, _definition);

    /// <summary>Tests whether a value of this type may stand where <paramref name="other"/> is expected (specification 3.3,
    /// "Matching").</summary>
    public bool IsSubtypeOf(WasmValueType other)
    {
        if (Kind == WasmValueKind.Bottom)
        {
            return true;
        }

        if (Kind != other.Kind)
        {
            return false;
        }

        return !IsReference || ((!IsNullable || other.IsNullable) && HeapType.IsSubtypeOf(other.HeapType));
    }

    /// <inheritdoc/>
    public bool Equals(WasmValueType other) =>
        Kind == other.Kind && IsNullable == other.IsNullable && HeapKind == other.HeapKind
        && ReferenceEquals(_definition, other._definition);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WasmValueType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, IsNullable, HeapKind, _definition);

    /// <summary>Tests whether the two types are the same.</summary>
    public static bool operator ==(WasmValueType left, WasmValueType right) => left.Equals(right);

    /// <summary>Tests whether the two types differ.</summary>
    public static bool operator !=(WasmValueType left, WasmValueType right) => !left.Equals(right);

    /// <summary>The type as the text format writes it, such as <c>i32</c>, <c>funcref</c> or <c>(ref null any)</c>.</summary>
    public override string ToString() => ToString(isBrief: false);

    /// <summary>The type as the text format writes it; when brief, a definition by its kind alone.</summary>
    internal string ToString(bool isBrief) => Kind switch
    {
        WasmValueKind.I32 => "i32",
        WasmValueKind.I64 => "i64",
        WasmValueKind.F32 => "f32",
        WasmValueKind.F64 => "f64",
        WasmValueKind.V128 => "v128",
        WasmValueKind.Bottom => "bot",
        _ when IsNullable && HeapType.Shorthand is { } shorthand => shorthand,
        _ => $"(ref {(IsNullable ? "null " : "")}{HeapType.ToString(isBrief)})",
    };
}

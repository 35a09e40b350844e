namespace Lanner;

/// <summary>The kinds of heap type (specification 2.3.4): the abstract ones, and <see cref="Defined"/> for a type that a module
/// defines.</summary>
public enum HeapTypeKind : byte
{
    /// <summary>A type defined by a module; see <see cref="HeapType.Definition"/>.</summary>
    Defined,

    /// <summary>Any function.</summary>
    Func,

    /// <summary>No function: the bottom of the function hierarchy.</summary>
    NoFunc,

    /// <summary>Any value of the host.</summary>
    Extern,

    /// <summary>No value of the host.</summary>
    NoExtern,

    /// <summary>Any internal value: the top of the hierarchy of structures, arrays and <c>i31</c>.</summary>
    Any,

    /// <summary>Any value that <c>ref.eq</c> compares.</summary>
    Eq,

    /// <summary>An unboxed 31-bit integer.</summary>
    I31,

    /// <summary>Any structure.</summary>
    Struct,

    /// <summary>Any array.</summary>
    Array,

    /// <summary>No internal value.</summary>
    None,

    /// <summary>Any exception.</summary>
    Exn,

    /// <summary>No exception.</summary>
    NoExn,
}

/// <summary>The type of what a reference points to: an abstract heap type, or a type that a module defines.</summary>
public readonly struct HeapType : IEquatable<HeapType>
{
    /// <summary>The bottom of all hierarchies at once: what a reference in unreachable code refers to (specification 3.1.2, "bot"). Never
    /// part of a module.</summary>
    internal const HeapTypeKind BottomKind = (HeapTypeKind)byte.MaxValue;

    internal HeapType(HeapTypeKind kind, DefinedType? definition)
    {
        Kind = kind;
        Definition = definition;
    }

    /// <summary>The abstract heap type of a kind.</summary>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is <see cref="HeapTypeKind.Defined"/>.</exception>
    public HeapType(HeapTypeKind kind)
    {
        if (kind == HeapTypeKind.Defined)
        {
            throw new ArgumentException("A defined heap type is made from its definition.", nameof(kind));
        }

        Kind = kind;
    }

    /// <summary>The heap type of a definition.</summary>
    public HeapType(DefinedType definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Kind = HeapTypeKind.Defined;
        Definition = definition;
    }

    /// <summary>The kind.</summary>
    public HeapTypeKind Kind { get; }

    /// <summary>The definition of a <see cref="HeapTypeKind.Defined"/> type; null for the abstract ones.</summary>
    public DefinedType? Definition { get; }

    internal static HeapType Func => new(HeapTypeKind.Func);

    internal static HeapType Extern => new(HeapTypeKind.Extern);

    /// <summary>The abbreviation of a nullable reference to this type in the text format, if there is one.</summary>
    internal string? Shorthand => Kind switch
    {
        HeapTypeKind.Func => "funcref",
        HeapTypeKind.NoFunc => "nullfuncref",
        HeapTypeKind.Extern => "externref",
        HeapTypeKind.NoExtern => "nullexternref",
        HeapTypeKind.Any => "anyref",
        HeapTypeKind.Eq => "eqref",
        HeapTypeKind.I31 => "i31ref",
        HeapTypeKind.Struct => "structref",
        HeapTypeKind.Array => "arrayref",
        HeapTypeKind.None => "nullref",
        HeapTypeKind.Exn => "exnref",
        HeapTypeKind.NoExn => "nullexnref",
        _ => null,
    };

    /// <summary>The top of the hierarchy that the type stands in: func, extern, any or exn.</summary>
    internal HeapTypeKind Top => Kind switch
    {
        HeapTypeKind.Defined => Definition is FunctionType ? HeapTypeKind.Func : HeapTypeKind.Any,
        HeapTypeKind.Func or HeapTypeKind.NoFunc => HeapTypeKind.Func,
        HeapTypeKind.Extern or HeapTypeKind.NoExtern => HeapTypeKind.Extern,
        HeapTypeKind.Exn or HeapTypeKind.NoExn => HeapTypeKind.Exn,
        _ => HeapTypeKind.Any,
    };

    /// <summary>The abstract type directly above a definition.</summary>
    private HeapTypeKind AbstractKind => Definition switch
    {
        FunctionType => HeapTypeKind.Func,
        StructType => HeapTypeKind.Struct,
        ArrayType => HeapTypeKind.Array,
        _ => Kind,
    };

    /// <summary>Tests whether a reference to this may stand where one to <paramref name="other"/> is expected (specification
    /// 3.3.3).</summary>
    public bool IsSubtypeOf(HeapType other)
    {
        if (Equals(other) || Kind == BottomKind)
        {
            return true;
        }

        if (other.Kind == BottomKind)
        {
            return false;
        }

        if (Definition is not null && other.Definition is not null)
        {
            return Definition.IsSubtypeOf(other.Definition);
        }

        return Kind switch
        {
            HeapTypeKind.Defined or HeapTypeKind.I31 or HeapTypeKind.Struct or HeapTypeKind.Array or HeapTypeKind.Eq =>
                IsAbstractSubtype(AbstractKind, other.Kind),
            HeapTypeKind.None => other.Top == HeapTypeKind.Any,
            HeapTypeKind.NoFunc => other.Top == HeapTypeKind.Func,
            HeapTypeKind.NoExtern => other.Top == HeapTypeKind.Extern,
            HeapTypeKind.NoExn => other.Top == HeapTypeKind.Exn,
            _ => false,
        };
    }

    private static bool IsAbstractSubtype(HeapTypeKind kind, HeapTypeKind other) => kind == other || kind switch
    {
        HeapTypeKind.I31 or HeapTypeKind.Struct or HeapTypeKind.Array => other is HeapTypeKind.Eq or HeapTypeKind.Any,
        HeapTypeKind.Eq => other is HeapTypeKind.Any,
        _ => false,
    };

    /// <inheritdoc/>
    public bool Equals(HeapType other) => Kind == other.Kind && ReferenceEquals(Definition, other.Definition);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HeapType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Definition);

    /// <summary>Tests whether the two types are the same.</summary>
    public static bool operator ==(HeapType left, HeapType right) => left.Equals(right);

    /// <summary>Tests whether the two types differ.</summary>
    public static bool operator !=(HeapType left, HeapType right) => !left.Equals(right);

    /// <summary>The type as the text format writes it; a definition is written out.</summary>
    public override string ToString() => ToString(isBrief: false);

    /// <summary>The type as the text format writes it; when brief, a definition by its kind alone.</summary>
    internal string ToString(bool isBrief) => Kind switch
    {
        HeapTypeKind.Defined => isBrief ? $"({AbstractKind.ToString().ToLowerInvariant()} …)" : Definition!.ToString()!,
        BottomKind => "bot",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}

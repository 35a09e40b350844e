namespace Lanner.Components;

/// <summary>The kinds of value that components pass to each other; those without parts in the order of
/// <see cref="PrimitiveKind"/>.</summary>
public enum ComponentValueKind
{
    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>A signed integer of 8 bits.</summary>
    S8,

    /// <summary>An unsigned integer of 8 bits.</summary>
    U8,

    /// <summary>A signed integer of 16 bits.</summary>
    S16,

    /// <summary>An unsigned integer of 16 bits.</summary>
    U16,

    /// <summary>A signed integer of 32 bits.</summary>
    S32,

    /// <summary>An unsigned integer of 32 bits.</summary>
    U32,

    /// <summary>A signed integer of 64 bits.</summary>
    S64,

    /// <summary>An unsigned integer of 64 bits.</summary>
    U64,

    /// <summary>A floating-point number of 32 bits.</summary>
    F32,

    /// <summary>A floating-point number of 64 bits.</summary>
    F64,

    /// <summary>A Unicode scalar value.</summary>
    Char,

    /// <summary>Text.</summary>
    String,

    /// <summary>A list, also one of fixed length; a map is a list of tuples of a key and a value.</summary>
    List,

    /// <summary>Values by name.</summary>
    Record,

    /// <summary>Values by position.</summary>
    Tuple,

    /// <summary>One of several cases, with or without a value.</summary>
    Variant,

    /// <summary>One of several labels.</summary>
    Enum,

    /// <summary>A value or none.</summary>
    Option,

    /// <summary>A success or an error, each with or without a value.</summary>
    Result,

    /// <summary>Any of several labels.</summary>
    Flags,

    /// <summary>An owned handle of a resource.</summary>
    Own,

    /// <summary>A handle that is lent for a call.</summary>
    Borrow,

    /// <summary>A stream of values.</summary>
    Stream,

    /// <summary>A value that comes later.</summary>
    Future,

    /// <summary>A description of an error.</summary>
    ErrorContext,
}

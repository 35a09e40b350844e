namespace Lanner.Wit;

/// <summary>A type of values. Types without a name are equal when they are built alike, named ones when they are the same object.</summary>
public abstract class WitType
{
    private protected WitType(params ReadOnlySpan<WitType?> parts)
    {
        foreach (var part in parts)
        {
            if (part is not null)
            {
                Depth = Math.Max(Depth, part.Depth);
                Nesting = Math.Max(Nesting, part.Nesting);
                Size = Math.Min(Size + part.Size, int.MaxValue / 2);
                ContainsBorrow |= part.ContainsBorrow;
            }
        }

        Depth++;
        Nesting++;
        Size++;
    }

    /// <summary>The type with aliases followed to what they stand for.</summary>
    public virtual WitType Underlying => this;

    /// <summary>True when values hold borrowed handles, which functions cannot return.</summary>
    public bool ContainsBorrow { get; private protected init; }

    /// <summary>The depth of the type when names are followed.</summary>
    internal int Depth { get; private protected init; }

    /// <summary>The depth of the expression.</summary>
    internal int Nesting { get; private protected init; }

    /// <summary>The number of nodes of the expression.</summary>
    internal int Size { get; private protected init; }

    /// <summary>The size and alignment of values in memory, by the rules of the component model.</summary>
    internal abstract ValueLayout Layout { get; }

    /// <summary>The type as WIT.</summary>
    /// <returns>The text, such as <c>list&lt;u8&gt;</c>; the name of a named type.</returns>
    public override string ToString() => Printing.TypePrinter.Print(this);
}

/// <summary>The primitive types.</summary>
public enum WitPrimitive
{
    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>s8</c>.</summary>
    S8,

    /// <summary><c>u8</c>.</summary>
    U8,

    /// <summary><c>s16</c>.</summary>
    S16,

    /// <summary><c>u16</c>.</summary>
    U16,

    /// <summary><c>s32</c>.</summary>
    S32,

    /// <summary><c>u32</c>.</summary>
    U32,

    /// <summary><c>s64</c>.</summary>
    S64,

    /// <summary><c>u64</c>.</summary>
    U64,

    /// <summary><c>f32</c>.</summary>
    F32,

    /// <summary><c>f64</c>.</summary>
    F64,

    /// <summary><c>char</c>, a Unicode scalar value.</summary>
    Char,

    /// <summary><c>string</c>.</summary>
    String,

    /// <summary><c>error-context</c>.</summary>
    ErrorContext,
}

/// <summary>A primitive type.</summary>
public sealed class WitPrimitiveType : WitType
{
    private static readonly WitPrimitiveType[] All =
        [.. Enum.GetValues<WitPrimitive>().Select(primitive => new WitPrimitiveType(primitive))];

    private WitPrimitiveType(WitPrimitive primitive) => Primitive = primitive;

    /// <summary>The primitive type.</summary>
    public WitPrimitive Primitive { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.Of(Primitive);

    /// <summary>The object that stands for a primitive type.</summary>
    /// <param name="primitive">The primitive type.</param>
    /// <returns>The type; always the same object.</returns>
    public static WitPrimitiveType Of(WitPrimitive primitive) => All[(int)primitive];
}

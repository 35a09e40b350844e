namespace Lanner.Wit;

/// <summary>Bounds of what input may cost. Everything that is read can come from a stranger.</summary>
internal static class Limits
{
    /// <summary>The depth of types nested in one expression, such as <c>list&lt;list&lt;u8&gt;&gt;</c>.</summary>
    internal const int Nesting = 100;

    /// <summary>The depth of types when names are followed, and the length of chains of interfaces.</summary>
    internal const int Depth = 500;

    /// <summary>The number of nodes of an expression. Binaries share parts, so that few bytes can stand for very many.</summary>
    internal const int Size = 10_000;

    /// <summary>The number of bytes that a value takes in memory, by the rules of the component model.</summary>
    internal const long ElementSize = 1 << 28;

    /// <summary>The number of characters of a package, all files together.</summary>
    internal const int Characters = 64 << 20;

    /// <summary>The number of items that worlds and binaries are made of, where they repeat what stands elsewhere.</summary>
    internal const int Items = 1_000_000;
}

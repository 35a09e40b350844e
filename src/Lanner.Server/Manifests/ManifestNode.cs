namespace Lanner.Server.Manifests;

/// <summary>The kinds of values of TOML, as far as manifests have them.</summary>
internal enum NodeKind
{
    /// <summary>Names with their values.</summary>
    Table,

    /// <summary>A list.</summary>
    Array,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A date, or a number with a fraction.</summary>
    Other,
}

/// <summary>A value of a manifest, and its place there.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal sealed record ManifestNode(NodeKind Kind, int Line, int Column)
{
    /// <summary>The value of a text, a number or a flag.</summary>
    internal string Text { get; init; } = "";

    /// <summary>The column of the name, which stands in the same line.</summary>
    internal int NameColumn { get; init; } = Column;

    /// <summary>The values of a table, in the order in which they stand there.</summary>
    internal Dictionary<string, ManifestNode> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The elements of a list.</summary>
    internal List<ManifestNode> Elements { get; } = [];

    /// <summary>The kind in words.</summary>
    internal string Description => Kind switch
    {
        NodeKind.Table => "a table",
        NodeKind.Array => "a list",
        NodeKind.Text => "a text",
        NodeKind.Number => "a number",
        NodeKind.Flag => "true or false",
        _ => "a date or a number with a fraction",
    };
}

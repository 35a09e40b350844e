namespace Lanner.Text;

/// <summary>The questions that both passes over a module ask of an import.</summary>
internal static class ImportItems
{
    /// <summary>Tests whether the items that stand here have types of their own, rather than one behind them all: the first says so, or,
    /// when there is none, that nothing else follows.</summary>
    internal static bool HaveTypes(TokenReader reader)
    {
        var start = reader.Position;
        if (!reader.AcceptOpen("item"u8))
        {
            return reader.IsAtRight;
        }

        reader.Expect(TokenKind.String);
        var hasType = !reader.IsAtRight;
        reader.MoveTo(start);
        return hasType;
    }

    /// <summary>Returns the number of items that stand here.</summary>
    internal static uint Count(TokenReader reader)
    {
        var start = reader.Position;
        var count = 0u;
        for (; reader.IsOpen("item"u8); count++)
        {
            reader.SkipGroup();
        }

        reader.MoveTo(start);
        return count;
    }

    /// <summary>Reads the beginning of a type: <c>(func</c> and so on.</summary>
    internal static ExternalKind AcceptKind(TokenReader reader) =>
        reader.AcceptOpen("func"u8) ? ExternalKind.Function
        : reader.AcceptOpen("table"u8) ? ExternalKind.Table
        : reader.AcceptOpen("memory"u8) ? ExternalKind.Memory
        : reader.AcceptOpen("global"u8) ? ExternalKind.Global
        : reader.AcceptOpen("tag"u8) ? ExternalKind.Tag
        : throw reader.Unexpected("what is imported, such as '(func'");
}

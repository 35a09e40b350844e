using System.Globalization;
using Lanner.Cli.Messages;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Lanner.Server.Manifests;

/// <summary>Reads TOML into nodes that know their places.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class TomlText(string path)
{
    /// <summary>Reads a text.</summary>
    /// <exception cref="FileException">It is no TOML.</exception>
    internal ManifestNode Read(string text)
    {
        var document = SyntaxParser.Parse(text, path);
        if (document.Diagnostics.FirstOrDefault(message => message.Kind == DiagnosticMessageKind.Error) is { } error)
        {
            throw Wrong(error.Span.Start, error.Message);
        }

        var root = new ManifestNode(NodeKind.Table, 1, 1);
        AddAll(root, document.KeyValues);
        foreach (var table in document.Tables)
        {
            AddAll(Open(root, table), table.Items);
        }

        return root;
    }

    private void AddAll(ManifestNode table, IEnumerable<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs)
        {
            string[] names = [.. NamesOf(pair.Key!)];
            var target = Descend(table, names.AsSpan(0, names.Length - 1), pair.Key!);
            var value = ValueOf(pair.Value!) with { NameColumn = pair.Span.Start.Column + 1 };
            if (!target.Members.TryAdd(names[^1], value))
            {
                throw Wrong(pair.Span.Start, $"'{names[^1]}' is there already");
            }
        }
    }

    /// <summary>The table that a head such as <c>[a.b]</c> names, or a new element of <c>[[a.b]]</c>.</summary>
    private ManifestNode Open(ManifestNode root, TableSyntaxBase head)
    {
        string[] names = [.. NamesOf(head.Name!)];
        if (head is TableSyntax)
        {
            return Descend(root, names, head);
        }

        var target = Descend(root, names.AsSpan(0, names.Length - 1), head);
        if (!target.Members.TryGetValue(names[^1], out var list))
        {
            list = NodeAt(NodeKind.Array, head);
            target.Members.Add(names[^1], list);
        }

        if (list.Kind != NodeKind.Array)
        {
            throw Wrong(head.Span.Start, $"'{names[^1]}' is {list.Description}, and no list of tables");
        }

        var element = NodeAt(NodeKind.Table, head);
        list.Elements.Add(element);
        return element;
    }

    /// <summary>Goes from table to table, of a list to its last one, and makes those that are not there.</summary>
    private ManifestNode Descend(ManifestNode table, ReadOnlySpan<string> names, SyntaxNode place)
    {
        foreach (var name in names)
        {
            if (!table.Members.TryGetValue(name, out var next))
            {
                next = NodeAt(NodeKind.Table, place);
                table.Members.Add(name, next);
            }

            table = next is { Kind: NodeKind.Array, Elements: [.., var last] } ? last : next;
            if (table.Kind != NodeKind.Table)
            {
                throw Wrong(place.Span.Start, $"'{name}' is {table.Description}, and no table");
            }
        }

        return table;
    }

    private ManifestNode ValueOf(ValueSyntax value)
    {
        switch (value)
        {
            case InlineTableSyntax inner:
                var table = NodeAt(NodeKind.Table, value);
                AddAll(table, inner.Items.Select(item => item.KeyValue!));
                return table;
            case ArraySyntax array:
                var list = NodeAt(NodeKind.Array, value);
                list.Elements.AddRange(array.Items.Select(item => ValueOf(item.Value!)));
                return list;
            case StringValueSyntax text:
                return NodeAt(NodeKind.Text, value) with { Text = text.Value ?? "" };
            case IntegerValueSyntax number:
                return NodeAt(NodeKind.Number, value) with { Text = number.Value.ToString(CultureInfo.InvariantCulture) };
            case BooleanValueSyntax flag:
                return NodeAt(NodeKind.Flag, value) with { Text = flag.Value ? "true" : "false" };
            default:
                return NodeAt(NodeKind.Other, value);
        }
    }

    private static IEnumerable<string> NamesOf(KeySyntax key) =>
        [NameOf(key.Key!), .. key.DotKeys.Select(part => NameOf(part.Key!))];

    private static string NameOf(BareKeyOrStringValueSyntax key) =>
        key is StringValueSyntax text ? text.Value ?? "" : ((BareKeySyntax)key).Key!.Text ?? "";

    private static ManifestNode NodeAt(NodeKind kind, SyntaxNode place) =>
        new(kind, place.Span.Start.Line + 1, place.Span.Start.Column + 1);

    private FileException Wrong(TextPosition place, string message) =>
        new(path, message) { Line = place.Line + 1, Column = place.Column + 1 };
}

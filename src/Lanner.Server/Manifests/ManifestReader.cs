using Lanner.Cli.Messages;

namespace Lanner.Server.Manifests;

/// <summary>Makes a configuration of a manifest: checks each setting, and puts values in the places of variables.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="folder">The folder from which paths count.</param>
/// <param name="variables">The values of <c>${NAME}</c>.</param>
internal sealed class ManifestReader(string path, string folder, ManifestVariables variables)
{
    /// <summary>The values, by their paths in a configuration.</summary>
    internal Dictionary<string, string?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The nodes that the values were made of, and the tables that they stand in, by the same paths, with their names in the
    /// manifest.</summary>
    internal Dictionary<string, (string Name, ManifestNode Node)> Places { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a table and all in it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="form">Its form.</param>
    /// <param name="key">The path of the table in the configuration, with a colon at its end; empty for the whole.</param>
    /// <param name="name">Its name, with a dot at its end.</param>
    /// <exception cref="FileException">A setting is not known, or has a wrong value.</exception>
    internal void ReadTable(ManifestNode table, Setting.Section form, string key, string name)
    {
        foreach (var (member, node) in table.Members)
        {
            var setting = form.Find(member) ?? throw WrongName(
                node, $"there is no setting '{name}{member}'{Suggest(member, form.Members.Select(one => one.Name))}");
            Read(node, setting, key + ManifestSchema.ConfigurationName(member), name + member);
        }
    }

    /// <summary>The exception for a mistake.</summary>
    internal FileException Wrong(ManifestNode node, string message) => new(path, message) { Line = node.Line, Column = node.Column };

    private FileException WrongName(ManifestNode node, string message) =>
        new(path, message) { Line = node.Line, Column = node.NameColumn };

    private void Read(ManifestNode node, Setting setting, string key, string name)
    {
        Places[key] = (name, node);
        switch (setting)
        {
            case Setting.Section table:
                Require(node, name, "a table", NodeKind.Table);
                ReadTable(node, table, key + ":", name + ".");
                break;
            case Setting.Named named:
                Require(node, name, "a table", NodeKind.Table);
                ReadNames(node, named, key, name);
                break;
            case Setting.List list:
                Require(node, name, "a list", NodeKind.Array);

                // A list that is empty allows nothing, as one that is not there.
                for (var index = 0; index < node.Elements.Count; index++)
                {
                    Read(node.Elements[index], list.Element, $"{key}:{index}", $"{name}[{index}]");
                }

                break;
            case Setting.File:
                Require(node, name, "a path", NodeKind.Text);
                var file = variables.Fill(node, Wrong);
                Values[key] = file.Length > 0 ? Path.GetFullPath(Path.Combine(folder, file)) : throw Expected(node, name, "a path");
                break;
            case Setting.Elsewhere elsewhere:
                Values[key] = elsewhere.MayBeText && node.Kind == NodeKind.Text
                    ? node.Text
                    : ReadElsewhere(node, name, elsewhere.MayBeText ? "a text, " : "");
                break;
            case Setting.Scalar value:
                // A variable has a text, whatever it stands for.
                if (!ManifestVariables.AreIn(node))
                {
                    Require(node, name, value.Expected, value.Kinds);
                }

                Values[key] = value.Read(variables.Fill(node, Wrong)) ?? throw Expected(node, name, value.Expected);
                break;
        }
    }

    /// <summary>A configuration separates names by colons, and does not tell capitals from small letters.</summary>
    private void ReadNames(ManifestNode table, Setting.Named named, string key, string name)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (member, node) in table.Members)
        {
            if (member.Length == 0 || member.Contains(':', StringComparison.Ordinal) || !seen.Add(member))
            {
                throw WrongName(
                    node, $"'{member}' cannot be a name in {name}: it is empty, has a colon, or is there already in other letters");
            }

            Read(node, named.Element, $"{key}:{member}", $"{name}.{member}");
        }
    }

    private string ReadElsewhere(ManifestNode node, string name, string text)
    {
        var expected = $"{text}{{ environment = \"NAME\" }} or {{ file = \"PATH\" }}";
        if (node is not { Kind: NodeKind.Table, Members.Count: 1 })
        {
            throw Expected(node, name, expected);
        }

        var (kind, place) = node.Members.Single();
        Require(place, $"{name}.{kind}", "a text", NodeKind.Text);
        switch (kind)
        {
            case "environment":
                return Environment.GetEnvironmentVariable(place.Text)
                    ?? throw Wrong(place, $"the environment has no variable '{place.Text}'");
            case "file":
                var file = Path.GetFullPath(Path.Combine(folder, place.Text));
                try
                {
                    // Editors and shells end files with a new line, which is no part of a key or a password.
                    return File.ReadAllText(file).TrimEnd('\r', '\n');
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw Wrong(place, $"{file} cannot be read: {exception.Message}");
                }

            default:
                throw Expected(node, name, expected);
        }
    }

    private void Require(ManifestNode node, string name, string expected, params NodeKind[] kinds)
    {
        if (!kinds.Contains(node.Kind))
        {
            throw Wrong(node, $"{name}: {expected} is expected; there is {node.Description}");
        }
    }

    /// <summary>Makes the error of a wrong value, which is shown as it stands in the manifest: the value of a variable may be a
    /// secret.</summary>
    private FileException Expected(ManifestNode node, string name, string expected) =>
        Wrong(node, $"{name}: {expected} is expected; there is {(node.Text.Length > 0 ? $"'{node.Text}'" : node.Description)}");

    private static string Suggest(string word, IEnumerable<string> known) =>
        Spelling.Suggest(word, known) is { Length: > 0 } suggestion ? suggestion : $"; there can be {string.Join(", ", known)}";
}

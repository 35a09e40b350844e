using System.Text;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Tomlyn;
using Tomlyn.Model;

namespace Lanner.Cli.Composing;

/// <summary>Reads manifests of compositions: TOML with the tables <c>instances</c>, <c>connect.INSTANCE</c> and <c>exports</c>.</summary>
internal static class ManifestFile
{
    /// <summary>Reads a manifest. Files in it are named from its folder.</summary>
    /// <exception cref="FileException">It is none.</exception>
    internal static Composition Read(string path)
    {
        var root = Parse(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var instances = TextsOf(path, root, "instances")
            .Select(pair => (pair.Key, Path.Combine(folder, pair.Value)))
            .ToArray();
        if (instances.Length == 0)
        {
            throw new FileException(path, "the manifest has no table [instances], with a line NAME = \"FILE\" for each");
        }

        foreach (var key in root.Keys.Where(key => key is not ("instances" or "connect" or "exports")))
        {
            throw new FileException(path, $"there is no table [{key}]; there are [instances], [connect.INSTANCE] and [exports]");
        }

        var connections = TableOf(path, root, "connect") is { } connect
            ? connect.Keys.SelectMany(instance => TextsOf(path, connect, instance)
                .Select(pair => new Connection(instance, pair.Key, ExportReference.Parse(pair.Value))))
            : [];
        return new Composition
        {
            Instances = instances,
            Connections = [.. connections],
            Exports = root.ContainsKey("exports")
                ? [.. TextsOf(path, root, "exports").Select(pair => ExportOf(pair.Key, ExportReference.Parse(pair.Value)))]
                : null,
        };
    }

    private static ComposedName ExportOf(string name, ExportReference export) => new(name, export.Instance, export.Export ?? name);

    private static TomlTable Parse(string path)
    {
        try
        {
            return TomlSerializer.Deserialize<TomlTable>(Encoding.UTF8.GetString(InputFile.Read(path)))!;
        }
        catch (TomlException error)
        {
            throw new FileException(path, error.Message, error);
        }
    }

    private static TomlTable? TableOf(string path, TomlTable table, string key) => !table.TryGetValue(key, out var value) ? null
        : value as TomlTable ?? throw new FileException(path, $"[{key}] is not a table");

    private static IEnumerable<KeyValuePair<string, string>> TextsOf(string path, TomlTable table, string key) =>
        (TableOf(path, table, key) ?? []).Select(pair => KeyValuePair.Create(
            pair.Key, pair.Value as string ?? throw new FileException(path, $"'{pair.Key}' in [{key}] is not a string")));
}

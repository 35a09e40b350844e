using Lanner.Cli.Modules;
using Lanner.Components;

namespace Lanner.Cli.Composing;

/// <summary>The parts that a component is to be made of, as a command line or a manifest says.</summary>
internal sealed class Composition
{
    /// <summary>The files of the instances, by name; the first is the main one.</summary>
    internal required IReadOnlyList<(string Name, string File)> Instances { get; init; }

    /// <summary>The things that imports are given, besides those that are found by name.</summary>
    internal IReadOnlyList<Connection> Connections { get; init; } = [];

    /// <summary>The exports of the new component; null for those of the main instance.</summary>
    internal IReadOnlyList<ComposedName>? Exports { get; init; }

    internal static bool IsManifest(string path) => path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase);

    /// <summary>A component, and those that are plugged into it and into each other.</summary>
    internal static Composition OfPlugs(string file, string[] plugs) => new()
    {
        Instances = [("main", file), .. plugs.Select((plug, index) => ($"plug {index + 1} ({Path.GetFileName(plug)})", plug))],
    };

    /// <summary>Makes the component.</summary>
    internal Component Compose(Engine engine)
    {
        var composer = new ComponentComposer(engine);
        var components = new Dictionary<string, Component>(StringComparer.Ordinal);
        foreach (var (name, file) in Instances)
        {
            if (!components.TryGetValue(file, out var component))
            {
                component = ComponentFiles.Load(engine, file);
                components.Add(file, component);
            }

            composer.Add(name, component);
        }

        try
        {
            Connect(composer);
        }
        catch (ArgumentException error)
        {
            // A name of a manifest means nothing.
            var reason = error.Message;
            var end = reason.IndexOf(" (Parameter", StringComparison.Ordinal);
            throw new NotSupportedException(end < 0 ? reason : reason[..end], error);
        }

        return composer.Compose();
    }

    private void Connect(ComponentComposer composer)
    {
        foreach (var (instance, import, provider) in Connections)
        {
            composer.Connect(instance, import, provider.Instance, provider.Export);
        }

        composer.ConnectByName();
        if (Exports is null)
        {
            composer.Export(Instances[0].Name);
            return;
        }

        foreach (var (name, instance, export) in Exports)
        {
            composer.Export(instance, export, name);
        }
    }
}

/// <summary>An export of an instance, written as <c>instance</c> or <c>instance#export</c>.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Export">The export; null for one that is called as what it is for.</param>
internal readonly record struct ExportReference(string Instance, string? Export)
{
    internal static ExportReference Parse(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? new(text, null) : new(text[..hash], text[(hash + 1)..]);
    }
}

/// <summary>Something that an import is given.</summary>
internal sealed record Connection(string Instance, string Import, ExportReference Provider);

/// <summary>An export of the new component.</summary>
internal sealed record ComposedName(string Name, string Instance, string Export);

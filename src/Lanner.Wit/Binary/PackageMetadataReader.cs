using System.Text.Json;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Binary;

/// <summary>Reads the custom section <c>package-docs</c>, and puts what it says where it belongs.</summary>
internal static class PackageMetadataReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Reads the contents of the section.</summary>
    internal static void Read(ReadOnlyMemory<byte> contents, WitPackage package)
    {
        if (contents.IsEmpty || contents.Span[0] > PackageMetadata.Version)
        {
            throw new WitException("the section `package-docs` is of an unknown version");
        }

        try
        {
            using var json = JsonDocument.Parse(contents[1..], Options);
            ReadPackage(json.RootElement, package);
        }
        catch (JsonException)
        {
            throw new WitException("the section `package-docs` is no JSON");
        }
        catch (InvalidOperationException)
        {
            // An element is of another kind than expected, or a text is not Unicode.
            throw new WitException("the section `package-docs` is not of the form that it should have");
        }
    }

    private static void ReadPackage(JsonElement json, WitPackage package)
    {
        package.Documentation = Text(json, "docs");
        foreach (var (name, contents) in Map(json, "worlds"))
        {
            ReadWorld(contents, package.TryFindWorld(name, out var world) ? world : throw Missing(name));
        }

        foreach (var (name, contents) in Map(json, "interfaces"))
        {
            var target = package.TryFindInterface(name, out var found) ? found : throw Missing(name);
            target.Documentation = Text(contents, "docs");
            target.Gate = Gate(contents);
            ReadMembers(contents, target);
        }
    }

    private static void ReadWorld(JsonElement json, WitWorld world)
    {
        world.Documentation = Text(json, "docs");
        world.Gate = Gate(json);
        var imports = world.Imports.ToDictionary(item => item.Name);
        var exports = world.Exports.ToDictionary(item => item.Name);
        ReadTypes(json, world);
        ReadItems(json, "interfaces", imports, exports);
        ReadItems(json, "interface_exports", exports, exports);
        ReadItems(json, "func_exports", exports, exports);
        var functions = world.Types
            .OfType<WitResourceType>()
            .SelectMany(resource => resource.Functions)
            .ToDictionary(function => function.ExternName);
        foreach (var (name, contents) in Map(json, "funcs"))
        {
            if (functions.TryGetValue(name, out var function))
            {
                ReadFunction(contents, function);
            }
            else
            {
                ReadItem(name, contents, imports, exports);
            }
        }

        ReadAttached(json, "interface_import_stability", imports, (item, value) => item.Gate = GateOf(value));
        ReadAttached(json, "interface_export_stability", exports, (item, value) => item.Gate = GateOf(value));
        ReadAttached(json, "interface_import_docs", imports, (item, value) => item.Documentation = TextOf(value));
        ReadAttached(json, "interface_export_docs", exports, (item, value) => item.Documentation = TextOf(value));
    }

    private static void ReadItems(
        JsonElement json, string map, Dictionary<string, WitWorldItem> items, Dictionary<string, WitWorldItem> otherItems)
    {
        foreach (var (name, contents) in Map(json, map))
        {
            ReadItem(name, contents, items, otherItems);
        }
    }

    private static void ReadItem(
        string name, JsonElement json, Dictionary<string, WitWorldItem> items, Dictionary<string, WitWorldItem> otherItems)
    {
        switch (items.GetValueOrDefault(name) ?? otherItems.GetValueOrDefault(name))
        {
            case WitFunctionItem { Function: var function }:
                ReadFunction(json, function);
                break;
            case WitInterfaceItem { Interface.Name: null } inline:
                inline.Documentation = Text(json, "docs");
                inline.Gate = Gate(json);
                ReadMembers(json, inline.Interface);
                break;
            default:
                throw Missing(name);
        }
    }

    private static void ReadMembers(JsonElement json, WitInterface target)
    {
        ReadTypes(json, target);
        var functions = target.AllFunctions.ToDictionary(function => function.ExternName);
        foreach (var (name, contents) in Map(json, "funcs"))
        {
            ReadFunction(contents, functions.GetValueOrDefault(name) ?? throw Missing(name));
        }
    }

    /// <summary>Reads what is said about a function: in the first version of the section, its documentation alone.</summary>
    private static void ReadFunction(JsonElement json, WitFunction function)
    {
        if (json.ValueKind is JsonValueKind.String or JsonValueKind.Null)
        {
            function.Documentation = json.ValueKind == JsonValueKind.Null ? null : TextOf(json);
            return;
        }

        function.Documentation = Text(json, "docs");
        function.Gate = Gate(json);
    }

    private static void ReadTypes(JsonElement json, WitTypeOwner owner)
    {
        foreach (var (name, contents) in Map(json, "types"))
        {
            var type = owner.TryFindType(name, out var found) ? found : throw Missing(name);
            type.Documentation = Text(contents, "docs");
            type.Gate = Gate(contents);
            if (!contents.TryGetProperty("items", out var items))
            {
                continue;
            }

            var members = PackageMetadata.MembersOf(type).ToDictionary(member => member.Name);
            foreach (var item in items.EnumerateObject())
            {
                (members.GetValueOrDefault(item.Name) ?? throw Missing(item.Name)).Documentation = TextOf(item.Value);
            }
        }
    }

    private static void ReadAttached(
        JsonElement json, string map, Dictionary<string, WitWorldItem> items, Action<WitWorldItem, JsonElement> attach)
    {
        foreach (var (name, contents) in Map(json, map))
        {
            attach(items.GetValueOrDefault(name) as WitInterfaceItem ?? throw Missing(name), contents);
        }
    }

    private static WitException Missing(string name) => new($"the section `package-docs` tells of `{name}`, which is not there");

    private static IEnumerable<(string Name, JsonElement Contents)> Map(JsonElement json, string name) =>
        json.TryGetProperty(name, out var map) ? map.EnumerateObject().Select(entry => (entry.Name, entry.Value)) : [];

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind != JsonValueKind.Null ? TextOf(text) : null;

    private static string TextOf(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? DocumentationText.Normalize(json.GetString()!)
        : throw new InvalidOperationException();

    private static WitGate Gate(JsonElement json) => json.TryGetProperty("stability", out var gate) ? GateOf(gate) : WitGate.None;

    private static WitGate GateOf(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String && json.GetString() == "unknown")
        {
            return WitGate.None;
        }

        if (json.TryGetProperty("stable", out var stable))
        {
            var version = stable.TryGetProperty("since", out var since) ? since.GetString() : null;
            return new WitGate(WitVersion.Parse(version ?? ""), null, Deprecated(stable));
        }

        var feature = json.TryGetProperty("unstable", out var unstable) && unstable.TryGetProperty("feature", out var name)
            ? name.GetString()
            : null;
        return feature is not null && Names.IsLabel(feature)
            ? new WitGate(null, feature, Deprecated(unstable))
            : throw new WitException("the section `package-docs` has a gate that is unknown");
    }

    private static WitVersion? Deprecated(JsonElement json) =>
        json.TryGetProperty("deprecated", out var version) && version.ValueKind != JsonValueKind.Null
            ? WitVersion.Parse(version.GetString() ?? "")
            : null;
}

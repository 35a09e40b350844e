using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lanner.Wit.Binary;

/// <summary>Writes the custom section <c>package-docs</c>: a version, and documentation and gates as JSON.</summary>
internal static class PackageMetadata
{
    internal const string SectionName = "package-docs";
    internal const byte Version = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Write(WitPackage package)
    {
        var root = new JsonObject();
        AddText(root, "docs", package.Documentation);
        AddMap(root, "worlds", package.Worlds.Select(world => (world.Name, OfWorld(world))));
        AddMap(root, "interfaces", package.Interfaces.Select(each => (each.Name!, OfInterface(each, each.Documentation, each.Gate))));
        using var stream = new MemoryStream();
        stream.WriteByte(Version);
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            root.WriteTo(writer);
        }

        return stream.ToArray();
    }

    private static JsonObject OfWorld(WitWorld world)
    {
        var json = new JsonObject();
        AddText(json, "docs", world.Documentation);
        AddGate(json, world.Gate);
        var functions = world.Imports
            .SelectMany(item => item switch
            {
                WitFunctionItem { Function: var function } => [function],
                WitTypeItem { Type: WitResourceType resource } => resource.Functions,
                _ => (IEnumerable<WitFunction>)[],
            });
        AddMap(json, "interfaces", Inline(world.Imports));
        AddMap(json, "types", world.Types.Select(type => (type.Name, OfType(type))));
        AddMap(json, "funcs", functions.Select(function => (function.ExternName, OfFunction(function))));
        AddMap(json, "interface_exports", Inline(world.Exports));
        AddMap(json, "func_exports", world.Exports.OfType<WitFunctionItem>().Select(item => (item.Name, OfFunction(item.Function))));
        AddGates(json, "interface_import_stability", world.Imports);
        AddGates(json, "interface_export_stability", world.Exports);
        AddTexts(json, "interface_import_docs", world.Imports);
        AddTexts(json, "interface_export_docs", world.Exports);
        return json;
    }

    private static IEnumerable<(string Name, JsonObject Contents)> Inline(IReadOnlyList<WitWorldItem> items) => items
        .OfType<WitInterfaceItem>()
        .Where(item => item.Interface.Name is null)
        .Select(item => (item.Name, OfInterface(item.Interface, item.Documentation, item.Gate)));

    private static IEnumerable<WitInterfaceItem> Named(IReadOnlyList<WitWorldItem> items) => items
        .OfType<WitInterfaceItem>()
        .Where(item => item.Interface.Name is not null);

    private static JsonObject OfInterface(WitInterface target, string? documentation, WitGate gate)
    {
        var json = new JsonObject();
        AddText(json, "docs", documentation);
        AddGate(json, gate);
        AddMap(json, "funcs", target.AllFunctions.Select(function => (function.ExternName, OfFunction(function))));
        AddMap(json, "types", target.Types.Select(type => (type.Name, OfType(type))));
        return json;
    }

    private static JsonObject OfFunction(WitFunction function)
    {
        var json = new JsonObject();
        AddText(json, "docs", function.Documentation);
        AddGate(json, function.Gate);
        return json;
    }

    private static JsonObject OfType(WitDefinedType type)
    {
        var json = new JsonObject();
        AddText(json, "docs", type.Documentation);
        AddGate(json, type.Gate);
        var items = new JsonObject();
        foreach (var member in MembersOf(type))
        {
            AddText(items, member.Name, member.Documentation);
        }

        if (items.Count > 0)
        {
            json.Add("items", items);
        }

        return json;
    }

    /// <summary>The fields, cases or flags of a type.</summary>
    internal static IReadOnlyList<WitMember> MembersOf(WitDefinedType type) => type switch
    {
        WitRecordType record => record.Fields,
        WitVariantType variant => variant.Cases,
        WitEnumType enumeration => enumeration.Cases,
        WitFlagsType flags => flags.Flags,
        _ => [],
    };

    private static void AddText(JsonObject json, string name, string? text)
    {
        if (text is not null)
        {
            json.Add(name, JsonValue.Create(text));
        }
    }

    private static void AddGate(JsonObject json, WitGate gate)
    {
        if (OfGate(gate) is { } value)
        {
            json.Add("stability", value);
        }
    }

    private static JsonObject? OfGate(WitGate gate)
    {
        if (gate is { Since: null, Feature: null })
        {
            return null;
        }

        var fields = new JsonObject();
        AddText(fields, gate.Since is null ? "feature" : "since", gate.Since?.ToString() ?? gate.Feature);
        AddText(fields, "deprecated", gate.Deprecated?.ToString());
        return new JsonObject { [gate.Since is null ? "unstable" : "stable"] = fields };
    }

    private static void AddMap(JsonObject json, string name, IEnumerable<(string Name, JsonObject Contents)> entries)
    {
        var map = new JsonObject();
        foreach (var (key, contents) in entries)
        {
            if (contents.Count > 0)
            {
                map.Add(key, contents);
            }
        }

        if (map.Count > 0)
        {
            json.Add(name, map);
        }
    }

    private static void AddGates(JsonObject json, string name, IReadOnlyList<WitWorldItem> items) =>
        AddMap(json, name, Named(items).Select(item => (item.Name, OfGate(item.Gate) ?? [])));

    private static void AddTexts(JsonObject json, string name, IReadOnlyList<WitWorldItem> items)
    {
        var map = new JsonObject();
        foreach (var item in Named(items))
        {
            AddText(map, item.Name, item.Documentation);
        }

        if (map.Count > 0)
        {
            json.Add(name, map);
        }
    }
}

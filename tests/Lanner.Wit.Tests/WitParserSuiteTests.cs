using System.Text.Json;

namespace Lanner.Wit.Tests;

/// <summary>The tests of wasm-tools' parser (crates/wit-parser/tests/ui), which are not part of the repository.</summary>
public sealed class WitParserSuiteTests
{
    private const string Missing = "The tests of wit-parser are not there. Let WIT_PARSER_TESTS name their folder, tests/ui.";

    private const string NoEmptyUse = "WIT.md: `use-names-list` has an item at least.";
    private const string NoEmptyRecord = "WIT.md: `record-fields` has an item at least; so says Binary.md of records.";

    /// <summary>Packages that wasm-tools takes and Lanner does not, with the reason.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["foreign-deps"] = NoEmptyUse,
        ["foreign-deps-union"] = NoEmptyUse,
        ["use.wit"] = NoEmptyUse,
        ["kinds-of-deps"] = "A dependency is in the text format of components.",
        ["multi-file"] = NoEmptyRecord,
        ["types.wit"] = NoEmptyRecord,
        ["union-fuzz-2.wit"] = NoEmptyRecord,
        ["use-chain.wit"] = NoEmptyRecord,
    };

    /// <summary>Packages that Lanner takes and wasm-tools does not, with the reason.</summary>
    private static readonly Dictionary<string, string> Accepted = new()
    {
    };

    private static string? Folder { get; } = Environment.GetEnvironmentVariable("WIT_PARSER_TESTS");

    private static WitOptions Options { get; } = new() { Features = ["active", "active2"] };

    [Fact]
    public void Packages_that_are_right_are_read_and_are_the_same_after_text_and_binary()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), Missing);
        var mistakes = new List<string>();

        foreach (var entry in EntriesOf(Folder))
        {
            var name = Path.GetFileName(entry);
            try
            {
                var packages = WitPackages.Load(entry, Options);
                RoundTrip.Text(packages);
                if (packages.Root.Interfaces.Count + packages.Root.Worlds.Count > 0)
                {
                    RoundTrip.Binary(packages);
                }

                Compare(name, packages, mistakes);
                if (Refused.ContainsKey(name))
                {
                    mistakes.Add($"{name} is taken now");
                }
            }
            catch (WitException exception) when (!Refused.ContainsKey(name))
            {
                mistakes.Add($"{name}: {exception.Message}");
            }
            catch (WitException)
            {
                // One of those that are listed.
            }
        }

        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    [Fact]
    public void Packages_that_are_wrong_are_refused()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), Missing);
        var mistakes = new List<string>();

        foreach (var entry in EntriesOf(Path.Combine(Folder, "parse-fail")))
        {
            var name = Path.GetFileName(entry);
            try
            {
                WitPackages.Load(entry, Options);
                if (!Accepted.ContainsKey(name))
                {
                    mistakes.Add($"{name} is taken");
                }
            }
            catch (WitException exception)
            {
                TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {exception.Message}");
                if (Accepted.ContainsKey(name))
                {
                    mistakes.Add($"{name} is refused now");
                }
            }
        }

        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    private static IEnumerable<string> EntriesOf(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Where(entry => entry.EndsWith(".wit", StringComparison.Ordinal)
            || (Directory.Exists(entry) && Path.GetFileName(entry) != "parse-fail"))
        .Order(StringComparer.Ordinal);

    /// <summary>Compares the names of all items with those that wasm-tools finds.</summary>
    private static void Compare(string name, WitPackages packages, List<string> mistakes)
    {
        var expectation = Path.Combine(Folder!, name.EndsWith(".wit", StringComparison.Ordinal) ? $"{name}.json" : $"{name}.wit.json");
        if (!File.Exists(expectation))
        {
            return;
        }

        using var json = JsonDocument.Parse(File.ReadAllText(expectation));
        var root = json.RootElement;
        var packageNames = root.GetProperty("packages").EnumerateArray().Select(each => each.GetProperty("name").GetString()!).ToList();
        var expected = Sorted(root.GetProperty("interfaces").EnumerateArray()
            .Where(each => each.GetProperty("name").ValueKind == JsonValueKind.String)
            .Select(each => Describe(
                packageNames[each.GetProperty("package").GetInt32()],
                each.GetProperty("name").GetString()!,
                each.GetProperty("types").EnumerateObject().Select(type => type.Name),
                each.GetProperty("functions").EnumerateObject().Select(function => function.Name))));
        var actual = Sorted(packages.All.SelectMany(package => package.Interfaces).Select(each => Describe(
            each.Package.Name.ToString(),
            each.Name!,
            each.Types.Select(type => type.Name),
            each.AllFunctions.Select(function => function.ExternName))));
        if (expected != actual)
        {
            mistakes.Add($"{name}: interfaces\n{expected}\nbut\n{actual}");
        }

        var expectedWorlds = Sorted(root.GetProperty("worlds").EnumerateArray().Select(each => Describe(
            packageNames[each.GetProperty("package").GetInt32()],
            each.GetProperty("name").GetString()!,
            each.GetProperty("imports").EnumerateObject().Select(item => KeyOf(item.Name, root)),
            each.GetProperty("exports").EnumerateObject().Select(item => KeyOf(item.Name, root)))));
        var actualWorlds = Sorted(packages.All.SelectMany(package => package.Worlds).Select(each => Describe(
            each.Package.Name.ToString(), each.Name, each.Imports.SelectMany(NamesOf), each.Exports.SelectMany(NamesOf))));
        if (expectedWorlds != actualWorlds)
        {
            mistakes.Add($"{name}: worlds\n{expectedWorlds}\nbut\n{actualWorlds}");
        }
    }

    private static IEnumerable<string> NamesOf(WitWorldItem item) => item switch
    {
        WitInterfaceItem { PlainName: null } named => [named.Interface.Name!],
        WitTypeItem { Type: WitResourceType resource } => resource.Functions.Select(each => each.ExternName).Prepend(resource.Name),
        _ => [item.Name],
    };

    private static string KeyOf(string key, JsonElement root) =>
        key.StartsWith("interface-", StringComparison.Ordinal) && int.TryParse(key["interface-".Length..], out var index)
            ? root.GetProperty("interfaces")[index].GetProperty("name").GetString()!
            : key;

    private static string Describe(string package, string name, IEnumerable<string> first, IEnumerable<string> second) =>
        $"{package} {name} [{string.Join(' ', first.Order(StringComparer.Ordinal))}] "
        + $"[{string.Join(' ', second.Order(StringComparer.Ordinal))}]";

    private static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}

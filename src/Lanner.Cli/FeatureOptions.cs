using System.CommandLine;
using System.Text.RegularExpressions;
using Lanner.Text;

namespace Lanner.Cli;

/// <summary>The options that say which parts of WebAssembly a module may use.</summary>
internal sealed partial class FeatureOptions
{
    private static readonly Dictionary<string, WasmFeatures> Sets = new(StringComparer.Ordinal)
    {
        ["1.0"] = WasmFeatures.None,
        ["2.0"] = WasmFeatures.Wasm2,
        ["3.0"] = WasmFeatures.Wasm3,
        ["default"] = WasmFeatures.Default,
        ["all"] = WasmFeatures.All,
    };

    /// <summary>The single features by their names here: <c>custom-page-sizes</c> for <see cref="WasmFeatures.CustomPageSizes"/>.</summary>
    private static readonly Dictionary<string, WasmFeatures> Features = Enum.GetValues<WasmFeatures>()
        .Where(feature => ulong.IsPow2((ulong)feature))
        .ToDictionary(NameOf, StringComparer.Ordinal);

    private readonly Option<WasmFeatures?> _set = OptionValues.Create(
        "--features",
        "SET",
        "Which parts of WebAssembly the module may use: those of version 1.0, 2.0 or 3.0, default, or all.",
        text => Read(text, Sets, "set of features"));

    private readonly Option<WasmFeatures[]> _enabled = CreateList("--enable", "Features that the module may use as well, such as custom-page-sizes.");
    private readonly Option<WasmFeatures[]> _disabled = CreateList("--disable", "Features that the module may not use.");

    internal void AddTo(Command command)
    {
        command.Add(_set);
        command.Add(_enabled);
        command.Add(_disabled);
    }

    internal WasmFeatures Read(ParseResult result)
    {
        var features = result.GetValue(_set) ?? WasmFeatures.Default;
        features = (result.GetValue(_enabled) ?? []).Aggregate(features, (sum, feature) => sum | feature);
        return (result.GetValue(_disabled) ?? []).Aggregate(features, (sum, feature) => sum & ~feature);
    }

    /// <summary>The end of a message about a module that is not valid: which option would make it so, if there is one.</summary>
    /// <param name="bytes">The module, binary or text.</param>
    /// <param name="path">Where it comes from.</param>
    /// <param name="features">The features with which it is not valid.</param>
    internal static string Suggest(byte[] bytes, string path, WasmFeatures features)
    {
        try
        {
            var binary = TextModule.IsText(bytes, path) ? TextModule.ToBinary(bytes, WasmFeatures.All) : bytes;
            var missing = FeatureUse.Of(binary, features) & ~features;
            var names = Features.Where(feature => missing.HasFlag(feature.Value)).Select(feature => feature.Key);
            return missing == WasmFeatures.None ? "" : $"; --enable {string.Join(',', names)} allows it";
        }
        catch (LannerException)
        {
            // It is wrong with all features.
            return "";
        }
    }

    /// <summary>An option that may be given several times, and each time with several features.</summary>
    private static Option<WasmFeatures[]> CreateList(string name, string description) => OptionValues.CreateList(
        name,
        "FEATURE[,…]",
        description,
        text => text.Split(',').Aggregate(WasmFeatures.None, (sum, one) => sum | Read(one, Features, "feature")));

    private static WasmFeatures Read(string text, Dictionary<string, WasmFeatures> known, string what)
    {
        if (known.TryGetValue(text, out var features))
        {
            return features;
        }

        var help = Spelling.Closest(text, known.Keys) is { } near ? $"; did you mean '{near}'?" : $"; there are {string.Join(", ", known.Keys)}";
        throw new FormatException($"there is no {what} '{text}'{help}");
    }

    private static string NameOf(WasmFeatures feature) => WordStart().Replace(feature.ToString(), "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}

using System.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.CommandLine;

/// <summary>The options that say which parts of WebAssembly a module may use.</summary>
internal sealed class FeatureOptions
{
    private readonly Option<OptionValue<WasmFeatures>?> _set = OptionValues.Create(
        "--features",
        "SET",
        "Which parts of WebAssembly the module may use: those of version 1.0, 2.0 or 3.0, default, or all.",
        text => Read(text, FeatureNames.Sets, "set of features"));

    private readonly Option<WasmFeatures[]> _enabled = CreateList(
        "--enable", "Features that the module may use as well, such as custom-page-sizes.");

    private readonly Option<WasmFeatures[]> _disabled = CreateList("--disable", "Features that the module may not use.");

    internal void AddTo(Command command)
    {
        command.Add(_set);
        command.Add(_enabled);
        command.Add(_disabled);
    }

    internal WasmFeatures Read(ParseResult result)
    {
        var features = result.ValueOf(_set) ?? WasmFeatures.Default;
        foreach (var feature in result.GetValue(_enabled) ?? [])
        {
            features |= feature;
        }

        foreach (var feature in result.GetValue(_disabled) ?? [])
        {
            features &= ~feature;
        }

        return features;
    }

    /// <summary>An option that may be given several times, and each time with several features.</summary>
    private static Option<WasmFeatures[]> CreateList(string name, string description) => OptionValues.CreateList(
        name,
        "FEATURE[,…]",
        description,
        text => text.Split(',').Aggregate(WasmFeatures.None, (sum, one) => sum | Read(one, FeatureNames.Features, "feature")));

    private static WasmFeatures Read(string text, Dictionary<string, WasmFeatures> known, string what)
    {
        if (known.TryGetValue(text, out var features))
        {
            return features;
        }

        var suggestion = Spelling.Suggest(text, known.Keys);
        var help = suggestion.Length > 0 ? suggestion : $"; there are {string.Join(", ", known.Keys)}";
        throw new FormatException($"there is no {what} '{text}'{help}");
    }
}

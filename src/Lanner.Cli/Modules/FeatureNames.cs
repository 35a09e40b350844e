using System.Text.RegularExpressions;

namespace Lanner.Cli.Modules;

/// <summary>The names by which the command line knows the parts of WebAssembly that a module may use.</summary>
internal static partial class FeatureNames
{
    /// <summary>The sets of features: versions of the standard, and what else goes together.</summary>
    internal static readonly Dictionary<string, WasmFeatures> Sets = new(StringComparer.Ordinal)
    {
        ["1.0"] = WasmFeatures.None,
        ["2.0"] = WasmFeatures.Wasm2,
        ["3.0"] = WasmFeatures.Wasm3,
        ["default"] = WasmFeatures.Default,
        ["all"] = WasmFeatures.All,
    };

    /// <summary>The single features: <c>custom-page-sizes</c> for <see cref="WasmFeatures.CustomPageSizes"/>.</summary>
    internal static readonly Dictionary<string, WasmFeatures> Features = Enum.GetValues<WasmFeatures>()
        .Where(feature => ulong.IsPow2((ulong)feature))
        .ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The end of a message about a module that is not valid: which option would make it so, if there is one.</summary>
    /// <param name="engine">The engine with whose features it is not valid.</param>
    /// <param name="bytes">The module, binary or text.</param>
    /// <param name="path">Where it comes from.</param>
    internal static string SuggestMissing(Engine engine, byte[] bytes, string path)
    {
        try
        {
            using var all = new Engine(engine.Options with { Features = WasmFeatures.All });
            var binary = TextFormat.IsText(bytes, path) ? TextFormat.ToBinary(all, bytes) : bytes;
            var missing = Module.GetRequiredFeatures(engine, binary) & ~engine.Options.Features;
            var names = Features.Where(feature => missing.HasFlag(feature.Value)).Select(feature => feature.Key);
            return missing == WasmFeatures.None ? "" : $"; --enable {string.Join(',', names)} allows it";
        }
        catch (LannerException)
        {
            // It is wrong with all features.
            return "";
        }
    }

    private static string NameOf(WasmFeatures feature) => WordStart().Replace(feature.ToString(), "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}

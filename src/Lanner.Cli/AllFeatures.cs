using System.CommandLine;

namespace Lanner.Cli;

/// <summary>The option that lets modules use proposals which are not part of the standard yet.</summary>
internal static class AllFeatures
{
    internal static Option<bool> CreateOption() =>
        new("--all-features") { Description = "Lets modules use proposals that are not standard yet: wide arithmetic and custom page sizes." };

    internal static WasmFeatures Read(ParseResult result, Option<bool> option) => result.GetValue(option) ? WasmFeatures.All : WasmFeatures.Default;
}

using Lanner.Binary;
using Lanner.Validation;

namespace Lanner.Cli;

/// <summary>Finds out which features a module uses: those without which it is not valid. The rules themselves are asked, so that there is
/// no second copy of them.</summary>
internal static class FeatureUse
{
    /// <summary>The fewest features that the module is valid with; of two that would both do, one of those that are preferred, or else the
    /// older one.</summary>
    /// <param name="binary">The module.</param>
    /// <param name="preferred">Features that are dropped after all others.</param>
    /// <exception cref="LannerException">The module is not valid with all features.</exception>
    internal static WasmFeatures Of(ReadOnlyMemory<byte> binary, WasmFeatures preferred = WasmFeatures.None)
    {
        Validate(binary, WasmFeatures.All);
        var features = Enum.GetValues<WasmFeatures>().Where(feature => ulong.IsPow2((ulong)feature))
            .OrderBy(feature => preferred.HasFlag(feature)).ThenByDescending(feature => feature).ToArray();
        return Drop(binary, WasmFeatures.All, features);
    }

    /// <summary>Drops all of the candidates at once if that can be, otherwise one half and then the other: most modules use few features,
    /// and so need few attempts.</summary>
    private static WasmFeatures Drop(ReadOnlyMemory<byte> binary, WasmFeatures features, ReadOnlySpan<WasmFeatures> candidates)
    {
        var fewer = features;
        foreach (var candidate in candidates)
        {
            fewer &= ~candidate;
        }

        if (IsValid(binary, fewer))
        {
            return fewer;
        }

        if (candidates.Length == 1)
        {
            return features;
        }

        var half = candidates.Length / 2;
        features = Drop(binary, features, candidates[..half]);
        return Drop(binary, features, candidates[half..]);
    }

    private static bool IsValid(ReadOnlyMemory<byte> binary, WasmFeatures features)
    {
        try
        {
            Validate(binary, features);
            return true;
        }
        catch (LannerException)
        {
            return false;
        }
    }

    private static void Validate(ReadOnlyMemory<byte> binary, WasmFeatures features) => ModuleValidator.Validate(ModuleDecoder.Decode(binary, features));
}

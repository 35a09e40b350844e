using System.Numerics;
using Lanner.Admission;
using Lanner.Binary;

namespace Lanner.Validation;

/// <summary>Finds the features that a module needs: those without which it is not valid. The rules themselves are asked, so that there is
/// no second copy of them.</summary>
internal static class RequiredFeatures
{
    /// <summary>The fewest features that the module is valid with; of two that would both do, one of those that are preferred, or else the
    /// older one.</summary>
    /// <param name="binary">The module.</param>
    /// <param name="preferred">Features that are dropped after all others.</param>
    /// <param name="admission">The limits, which hold for all attempts together.</param>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    /// <exception cref="InvalidModuleException">The module is not valid with all features.</exception>
    /// <exception cref="ResourceLimitException">The module is too large, or it takes too long.</exception>
    internal static WasmFeatures Find(ReadOnlyMemory<byte> binary, WasmFeatures preferred, ModuleAdmission admission)
    {
        admission.CheckSize(binary.Length);
        Validate(binary, WasmFeatures.All, admission);
        var features = Enum.GetValues<WasmFeatures>().Where(feature => BitOperations.IsPow2((uint)feature))
            .OrderBy(feature => preferred.HasFlag(feature)).ThenByDescending(feature => feature).ToArray();
        return Drop(binary, WasmFeatures.All, features, admission);
    }

    /// <summary>Drops all of the candidates at once if that can be, otherwise one half and then the other: most modules use few features,
    /// and so need few attempts.</summary>
    private static WasmFeatures Drop(
        ReadOnlyMemory<byte> binary, WasmFeatures features, ReadOnlySpan<WasmFeatures> candidates, ModuleAdmission admission)
    {
        var fewer = features;
        foreach (var candidate in candidates)
        {
            fewer &= ~candidate;
        }

        if (IsValid(binary, fewer, admission))
        {
            return fewer;
        }

        if (candidates.Length == 1)
        {
            return features;
        }

        var half = candidates.Length / 2;
        features = Drop(binary, features, candidates[..half], admission);
        return Drop(binary, features, candidates[half..], admission);
    }

    private static bool IsValid(ReadOnlyMemory<byte> binary, WasmFeatures features, ModuleAdmission admission)
    {
        try
        {
            Validate(binary, features, admission);
            return true;
        }
        catch (LannerException error) when (error is MalformedModuleException or InvalidModuleException)
        {
            return false;
        }
    }

    private static void Validate(ReadOnlyMemory<byte> binary, WasmFeatures features, ModuleAdmission admission)
    {
        var definition = ModuleDecoder.Decode(binary, features, admission);
        admission.CheckDefinition(definition);
        ModuleValidator.Validate(definition, admission);
        admission.CheckTime();
    }
}

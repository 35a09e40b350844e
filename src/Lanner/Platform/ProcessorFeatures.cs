using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lanner.Platform;

/// <summary>Tells kinds of processors apart. Asking the runtime for each set of instructions would make it compile whoever asks, which
/// takes longer than a small program runs.</summary>
internal static class ProcessorFeatures
{
    /// <summary>A text that is the same in processes for which the JIT may use the same instructions: the processor's features, and what
    /// the environment tells the JIT not to use. (The runtime looks at each method's machine code once more; what it would not see is CIL
    /// that names instructions.)</summary>
    internal static string Current { get; } = string.Join(' ', [Features(), .. Settings()]);

    private static string Features()
    {
        if (!X86Base.IsSupported)
        {
            return "any";
        }

        var first = X86Base.CpuId(1, 0);
        var extended = X86Base.CpuId(7, 0);
        var more = extended.Eax >= 1 ? X86Base.CpuId(7, 1) : default;
        var others = X86Base.CpuId(unchecked((int)0x80000001), 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Ecx:x8}{first.Edx:x8}{extended.Ebx:x8}{extended.Ecx:x8}{more.Eax:x8}{others.Ecx:x8}{VectorBits()}");
    }

    /// <summary>The operating system has a say in which vectors there are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int VectorBits() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static List<string> Settings()
    {
        var settings = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("COMPlus_Enable", StringComparison.OrdinalIgnoreCase)
                || name.Contains("PreferredVectorBitWidth", StringComparison.OrdinalIgnoreCase))
            {
                settings.Add($"{name}={variable.Value}");
            }
        }

        settings.Sort(StringComparer.Ordinal);
        return settings;
    }
}

using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Lanner.Compilation.Layout;
using Lanner.Platform;

namespace Lanner.Compilation.Saving;

/// <summary>Everything that saved code depends on: the module, the options, the engine and the runtime that its machine code names fields
/// of, and the processor. The CLR checks none of it (code is compiled in one version bubble with the engine and System.Private.CoreLib,
/// which is what makes it as fast as the JIT's), so that Lanner does, before the CLR sees the code.</summary>
internal sealed class CodeIdentity
{
    /// <summary>Raised whenever the file or what else saved code means changes without a change of the engine's assembly.</summary>
    private const int FormatVersion = 1;

    private readonly (string Name, string Value)[] _lines;

    private CodeIdentity((string Name, string Value)[] lines)
    {
        _lines = lines;
        var text = new StringBuilder();
        foreach (var (name, value) in lines)
        {
            text.Append(name).Append(' ').Append(value).Append('\n');
        }

        Text = text.ToString();
        Key = ContentHash.Of(Encoding.UTF8.GetBytes(Text));
    }

    /// <summary>A line for each thing: its name, a blank, its value.</summary>
    internal string Text { get; }

    /// <summary>A name for all of it: no two identities share one.</summary>
    internal string Key { get; }

    /// <summary>The identity of a module's code, as this process would make it.</summary>
    /// <param name="module">The module in the binary format.</param>
    /// <param name="features">The features that it is validated with.</param>
    /// <param name="options">The options of the compiler.</param>
    internal static CodeIdentity Of(ReadOnlySpan<byte> module, WasmFeatures features, CompilationOptions options) => new(
    [
        ("format", Invariant($"{FormatVersion}")),
        ("module", ContentHash.Of(module)),
        ("features", Invariant($"0x{(ulong)features:x}")),
        ("memory", options.MemoryMode == MemoryMode.Guarded ? "guarded" : "checked"),
        ("interruptible", options.Interruptible ? "yes" : "no"),
        ("fuel", options.FuelCosts?.Fingerprint ?? "no"),
        ("deterministic", options.Deterministic ? "yes" : "no"),
        ("limits", LimitsOf(options.MethodLimits)),
        ("engine", $"{EngineSources.Version} {VersionOf(typeof(Engine))}"),
        ("runtime", $"{RuntimeVersion} {VersionOf(typeof(object))}"),
        ("platform", Platform),
        ("processor", ProcessorFeatures.Current + (options.GivenHardware is { } given ? Invariant($" 0x{(int)given:x}") : "")),
    ]);

    /// <summary>The name of the operating system and the architecture, as .NET names platforms.</summary>
    internal static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-"
        + Architecture;

    /// <summary>Tests whether an identity is of code that can be interrupted.</summary>
    internal static bool SaysInterruptible(string text) => text.Contains("\ninterruptible yes\n", StringComparison.Ordinal);

    /// <summary>Says why code with a given identity cannot be used where this one is asked for; null if it can.</summary>
    internal string? DifferenceFrom(string text)
    {
        if (text == Text)
        {
            return null;
        }

        var others = text.Split('\n');
        for (var index = 0; index < _lines.Length; index++)
        {
            var (name, value) = _lines[index];
            var other = index < others.Length ? others[index] : "";
            if (other != $"{name} {value}")
            {
                return Explain(name, value, other);
            }
        }

        return "it says more than this version knows";
    }

    private static string Explain(string name, string value, string other)
    {
        if (!other.StartsWith(name + " ", StringComparison.Ordinal))
        {
            return $"it does not say for which {name} it was compiled";
        }

        other = other[(name.Length + 1)..];
        return name switch
        {
            "memory" => $"it was compiled for {other} memories, and here they are {value}",
            "interruptible" => other == "no" ? "it was compiled so that it cannot be interrupted" : "it was compiled to be interruptible",
            "fuel" when other == "no" => "it was compiled without fuel",
            "fuel" when value == "no" => "it was compiled with fuel",
            "deterministic" => other == "no" ? "it was not compiled to be deterministic" : "it was compiled to be deterministic",
            "engine" => $"it was compiled by Lanner {other}, and this is {value}",
            "runtime" => $"it was compiled on .NET {other}, and this is {value}",
            "platform" or "format" => $"it was compiled for {name} {other}, and this is {value}",
            "features" => "it was compiled with other features",
            "limits" => "it was compiled with other limits of methods",
            "fuel" => "it was compiled with another price list for fuel",
            _ => $"it was compiled for another {name}",
        };
    }

    private static string LimitsOf(MethodLimits limits) => Invariant($"{SizeOf(limits.Method)};{SizeOf(limits.OutlinedFunction)}");

    private static string SizeOf(Cil.CilSize size) =>
        Invariant($"{size.Bytes},{size.Instructions},{size.References},{size.Blocks},{size.Variables},{size.Dominators}");

    /// <summary>The name of a value of an enumeration takes reflection, a millisecond of the start.</summary>
    private static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>The number that no other build of an assembly has.</summary>
    private static string VersionOf(Type type) => ContentHash.Hexadecimal(type.Module.ModuleVersionId.ToByteArray());

    /// <summary>As the host of the runtime says: the attribute of the core library, which says the same, takes longer to find.</summary>
    private static string RuntimeVersion => AppContext.GetData("FX_PRODUCT_VERSION") as string ?? Environment.Version.ToString();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Text;
using Lanner.Compilation.Layout;

namespace Lanner.Libraries;

/// <summary>Says of a library how it was compiled.</summary>
/// <param name="ClassName">The name of its class.</param>
/// <param name="Features">The features that the module was validated with.</param>
/// <param name="IsInterruptible">True if its functions poll for interruption.</param>
/// <param name="IsDeterministic">True if results that the specification leaves open are those of its deterministic profile.</param>
/// <param name="Fuel">The fingerprint of the costs of instructions, if fuel is counted; otherwise empty.</param>
internal sealed record LibraryDescription(
    string ClassName, WasmFeatures Features, bool IsInterruptible, bool IsDeterministic, string Fuel)
{
    /// <summary>The description of a library that is compiled by this engine.</summary>
    internal static LibraryDescription Of(string className, WasmFeatures features, CompilationOptions options) => new(
        className, features, options.Interruptible, options.Deterministic, options.FuelCosts?.Fingerprint ?? "");

    /// <summary>Reads what <see cref="ToBytes"/> has written.</summary>
    internal static LibraryDescription Read(ReadOnlySpan<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        return new LibraryDescription(
            reader.ReadString(), (WasmFeatures)reader.ReadUInt64(), reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadString());
    }

    internal byte[] ToBytes()
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(ClassName);
        writer.Write((ulong)Features);
        writer.Write(IsInterruptible);
        writer.Write(IsDeterministic);
        writer.Write(Fuel);
        return bytes.ToArray();
    }

    /// <summary>Says why the library does not run on an engine; null if it does.</summary>
    internal string? DifferenceFrom(CompilationOptions options)
    {
        if (IsInterruptible != options.Interruptible)
        {
            return IsInterruptible
                ? "it was compiled to be interruptible, and the engine is not"
                : "the engine is interruptible, and it was not compiled for that";
        }

        if (IsDeterministic != options.Deterministic)
        {
            return IsDeterministic
                ? "it was compiled to be deterministic, and the engine is not"
                : "the engine is deterministic, and it was not compiled for that";
        }

        return Fuel == (options.FuelCosts?.Fingerprint ?? "") ? null
            : Fuel.Length == 0 ? "the engine counts fuel, and it was compiled without"
            : options.FuelCosts is null ? "it was compiled to count fuel, and the engine does not"
            : "it was compiled with another price list for fuel than the engine's";
    }
}

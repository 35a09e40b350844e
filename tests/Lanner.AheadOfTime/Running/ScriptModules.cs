using System.Buffers.Binary;
using System.Security.Cryptography;
using Lanner.Wast;

namespace Lanner.AheadOfTime.Running;

/// <summary>The modules of scripts.</summary>
internal static class ScriptModules
{
    /// <summary>The modules that commands instantiate, so that they need code, with those of the threads that they start.</summary>
    internal static IEnumerable<ModuleSource> Instantiated(IEnumerable<ScriptCommand> commands) =>
        commands.SelectMany(command => command switch
        {
            ModuleCommand { Source: var source } => [source],
            AssertModuleTrapCommand { Source: var source } => [source],
            AssertFaultCommand { Fault: ModuleFault.Unlinkable, Source: var source } => [source],
            ThreadCommand { Commands: var inner } => Instantiated(inner),
            _ => Enumerable.Empty<ModuleSource>(),
        });

    /// <summary>The module in the binary format; null if its text is wrong, which the command says that has it.</summary>
    internal static byte[]? TryToBinary(ModuleSource source, WasmFeatures features)
    {
        try
        {
            return source.ToBinary(features);
        }
        catch (LannerException)
        {
            return null;
        }
    }

    /// <summary>The key of a module among those of all scripts: its content, and the features that it is validated with. It can be a part
    /// of an identifier.</summary>
    internal static string KeyOf(byte[] binary, WasmFeatures features)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)features);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(number);
        hash.AppendData(binary);
        return Convert.ToHexString(hash.GetHashAndReset().AsSpan(0, 16));
    }
}

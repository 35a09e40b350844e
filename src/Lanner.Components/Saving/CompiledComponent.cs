using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Lanner.Compilation.Saving;

namespace Lanner.Components.Saving;

/// <summary>A file with a component and the code of its core modules: a header with the lengths of the parts and a checksum of itself and
/// of the component; the component; and for each core module the file that a module alone would have, which has a checksum of its
/// own.</summary>
internal sealed class CompiledComponent : IDisposable
{
    private const int Version = 1;
    private const int InterruptibleFlag = 1;
    private const int MaximumModules = 1_000_000;

    /// <summary>Magic number, version, flags, number of modules, length of the component, checksum.</summary>
    private const int HeaderSize = 8 + 4 + 4 + 4 + 8 + 4;

    private readonly FileStream _file;
    private readonly long[] _lengths;

    private CompiledComponent(FileStream file, byte[] component, long[] lengths, bool isInterruptible)
    {
        _file = file;
        Component = component;
        _lengths = lengths;
        IsInterruptible = isInterruptible;
    }

    private static ReadOnlySpan<byte> Magic => "\u0000LANCOM\n"u8;

    /// <summary>The component in the binary format.</summary>
    internal byte[] Component { get; }

    internal bool IsInterruptible { get; }

    public void Dispose() => _file.Dispose();

    internal static bool IsOne(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> start = stackalloc byte[Magic.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Magic);
    }

    /// <summary>Writes a file. It replaces one that is there at once, and is nowhere in part.</summary>
    /// <returns>True if there is machine code.</returns>
    [RequiresDynamicCode(Components.Component.NeedsJit)]
    internal static bool Save(
        string path, ReadOnlyMemory<byte> component, Module[] modules, bool isInterruptible, CancellationToken cancellation)
    {
        var isNative = true;
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var parts = modules.Select((_, index) => $"{temporary}.{index}").ToArray();
        try
        {
            for (var index = 0; index < parts.Length; index++)
            {
                isNative &= modules[index].SaveCompiled(parts[index], cancellation);
            }

            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(HeaderOf(component.Span, parts, isInterruptible));
                file.Write(component.Span);
                foreach (var part in parts)
                {
                    using var source = File.OpenRead(part);
                    source.CopyTo(file);
                }
            }

            File.Move(temporary, path, overwrite: true);
            return isNative;
        }
        finally
        {
            foreach (var part in parts.Append(temporary))
            {
                File.Delete(part);
            }
        }
    }

    /// <summary>Opens a file, and reads all but the code.</summary>
    /// <exception cref="CompiledModuleException">It is none, or was cut or changed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static CompiledComponent Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return Read(file);
        }
        catch (EndOfStreamException)
        {
            file.Dispose();
            throw Damaged();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Loads the modules, which must be just those of the component.</summary>
    [RequiresDynamicCode(Components.Component.NeedsJit)]
    internal Module[] LoadModules(Engine engine, IReadOnlyList<ReadOnlyMemory<byte>> binaries)
    {
        if (binaries.Count != _lengths.Length)
        {
            throw Damaged();
        }

        // Nobody else can put something else there before it is loaded.
        var folder = Directory.CreateTempSubdirectory("lanner-");
        try
        {
            var modules = new Module[binaries.Count];
            for (var index = 0; index < modules.Length; index++)
            {
                var part = Path.Combine(folder.FullName, $"{index}.dll");
                CopyPart(_lengths[index], part);
                modules[index] = Module.FromCompiled(engine, part);
                if (!modules[index].Binary.Span.SequenceEqual(binaries[index].Span))
                {
                    throw new CompiledModuleException("it has the code of something else");
                }
            }

            return modules;
        }
        finally
        {
            Delete(folder);
        }
    }

    private static byte[] HeaderOf(ReadOnlySpan<byte> component, string[] parts, bool isInterruptible)
    {
        var header = new byte[HeaderSize + (8 * parts.Length)];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), isInterruptible ? InterruptibleFlag : 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), parts.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), component.Length);
        for (var index = 0; index < parts.Length; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(28 + (8 * index)), new FileInfo(parts[index]).Length);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(^4..), ChecksumOf(header.AsSpan(..^4), component));
        return header;
    }

    private static CompiledComponent Read(FileStream file)
    {
        var start = new byte[28];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan().StartsWith(Magic))
        {
            throw new CompiledModuleException("the file is none, or was cut");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
        if (version != Version)
        {
            throw new CompiledModuleException($"its format has version {version}, where {Version} is expected");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(16));
        var componentLength = BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(20));
        var left = file.Length - HeaderSize;
        if (count < 0 || count > long.Min(left / 8, MaximumModules)
            || componentLength < 0 || componentLength > long.Min(left, Array.MaxLength))
        {
            throw Damaged();
        }

        var rest = new byte[(8 * count) + 4];
        file.ReadExactly(rest);
        left -= (8 * count) + componentLength;
        var lengths = new long[count];
        for (var index = 0; index < count; index++)
        {
            lengths[index] = BinaryPrimitives.ReadInt64LittleEndian(rest.AsSpan(8 * index));
            left = lengths[index] >= 0 && lengths[index] <= left ? left - lengths[index] : -1;
        }

        if (left != 0)
        {
            throw Damaged();
        }

        var component = new byte[componentLength];
        file.ReadExactly(component);
        if (ChecksumOf([.. start, .. rest.AsSpan(..^4)], component) != BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan(^4..)))
        {
            throw Damaged();
        }

        var isInterruptible = (BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12)) & InterruptibleFlag) != 0;
        return new CompiledComponent(file, component, lengths, isInterruptible);
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> header, ReadOnlySpan<byte> component) =>
        CompiledFile.Checksum(CompiledFile.Checksum(0xFFFFFFFF, header), component);

    private static CompiledModuleException Damaged() => new("the file was cut or changed");

    private void CopyPart(long length, string path)
    {
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[(int)long.Min(length, 1 << 20)];
        for (var left = length; left > 0;)
        {
            var chunk = buffer.AsSpan(0, (int)long.Min(left, buffer.Length));
            _file.ReadExactly(chunk);
            target.Write(chunk);
            left -= chunk.Length;
        }
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows deletes no file that is loaded.
        }
    }
}

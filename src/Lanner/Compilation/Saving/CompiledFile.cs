using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Lanner.Compilation.Saving;

/// <summary>A file with a compiled module. It is an assembly, as the CLR reads them, with an appendix: the CLR uses machine code that was
/// compiled ahead of time only in a file, so that nothing has to be taken out of this one before it runs. Behind the assembly come the
/// module, the identity of the code, the owners of outlined functions, and a trailer with the lengths and a checksum.</summary>
internal sealed class CompiledFile
{
    /// <summary>Magic number, version, flags, four lengths, checksum.</summary>
    private const int TrailerSize = 8 + 4 + 4 + (4 * 8) + 4;

    /// <summary>The version of the trailer; what is in the identity has its own.</summary>
    private const int Version = 1;

    private const int NativeFlag = 1;

    private const int ChunkSize = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "\u0000LANNER\n"u8;

    /// <summary>The module in the binary format.</summary>
    internal required byte[] Module { get; init; }

    /// <summary>The text of the code's <see cref="CodeIdentity"/>.</summary>
    internal required string Identity { get; init; }

    /// <summary>The indexes of the functions that the outlined functions belong to, by number.</summary>
    internal required int[] OutlinedFrom { get; init; }

    /// <summary>The number of bytes of the assembly; known when the file was read.</summary>
    internal int AssemblyBytes { get; private init; }

    /// <summary>True if there is machine code, and not only CIL.</summary>
    internal required bool IsNative { get; init; }

    /// <summary>Writes a file. It replaces one that is there at once, and is nowhere in part.</summary>
    /// <param name="path">The path.</param>
    /// <param name="assembly">The assembly.</param>
    /// <param name="isPrivate">True if only the user may read and write it, whatever is usual.</param>
    internal void Write(string path, ReadOnlySpan<byte> assembly, bool isPrivate)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                var checksum = 0xFFFFFFFFu;
                var lengths = new List<long>();
                Add(assembly);
                Add(Module);
                Add(Encoding.UTF8.GetBytes(Identity));
                Add(MemoryMarshal.AsBytes(OutlinedFrom.AsSpan()));

                Span<byte> trailer = stackalloc byte[TrailerSize];
                Magic.CopyTo(trailer);
                BinaryPrimitives.WriteInt32LittleEndian(trailer[8..], Version);
                BinaryPrimitives.WriteInt32LittleEndian(trailer[12..], IsNative ? NativeFlag : 0);
                for (var index = 0; index < lengths.Count; index++)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(trailer[(16 + (8 * index))..], lengths[index]);
                }

                checksum = Checksum(checksum, trailer[..^4]);
                BinaryPrimitives.WriteUInt32LittleEndian(trailer[^4..], checksum);
                file.Write(trailer);

                void Add(ReadOnlySpan<byte> bytes)
                {
                    checksum = Checksum(checksum, bytes);
                    lengths.Add(bytes.Length);
                    file.Write(bytes);
                }
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a file, all but the assembly, which is only looked at for its checksum.</summary>
    /// <exception cref="CompiledModuleException">It is none, or was cut or changed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static CompiledFile Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> trailer = stackalloc byte[TrailerSize];
        if (file.Length < TrailerSize)
        {
            throw NotOne();
        }

        file.Position = file.Length - TrailerSize;
        file.ReadExactly(trailer);
        if (!trailer.StartsWith(Magic))
        {
            throw NotOne();
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(trailer[8..]);
        if (version != Version)
        {
            throw new CompiledModuleException($"its format has version {version}, where {Version} is expected");
        }

        Span<long> lengths = stackalloc long[4];
        var left = file.Length - TrailerSize;
        for (var index = 0; index < lengths.Length; index++)
        {
            lengths[index] = BinaryPrimitives.ReadInt64LittleEndian(trailer[(16 + (8 * index))..]);
            if (lengths[index] < 0 || lengths[index] > left || (index > 0 && lengths[index] > Array.MaxLength))
            {
                throw Damaged();
            }

            left -= lengths[index];
        }

        if (left != 0 || lengths[3] % sizeof(int) != 0)
        {
            throw Damaged();
        }

        file.Position = 0;
        var checksum = ChecksumOf(file, lengths[0]);
        var module = ReadBytes(file, (int)lengths[1], ref checksum);
        var identity = ReadBytes(file, (int)lengths[2], ref checksum);
        var owners = ReadBytes(file, (int)lengths[3], ref checksum);
        if (Checksum(checksum, trailer[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(trailer[^4..]))
        {
            throw Damaged();
        }

        return new CompiledFile
        {
            Module = module,
            Identity = Encoding.UTF8.GetString(identity),
            AssemblyBytes = (int)long.Min(lengths[0], int.MaxValue),
            OutlinedFrom = MemoryMarshal.Cast<byte, int>(owners).ToArray(),
            IsNative = (BinaryPrimitives.ReadInt32LittleEndian(trailer[12..]) & NativeFlag) != 0,
        };
    }

    private static CompiledModuleException NotOne() => new("the file is none, or was cut");

    private static CompiledModuleException Damaged() => new("the file was cut or changed");

    private static uint ChecksumOf(FileStream file, long length)
    {
        var checksum = 0xFFFFFFFFu;
        var buffer = new byte[(int)long.Min(length, ChunkSize)];
        while (length > 0)
        {
            var chunk = buffer.AsSpan(0, (int)long.Min(length, buffer.Length));
            file.ReadExactly(chunk);
            checksum = Checksum(checksum, chunk);
            length -= chunk.Length;
        }

        return checksum;
    }

    private static byte[] ReadBytes(FileStream file, int length, ref uint checksum)
    {
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        checksum = Checksum(checksum, bytes);
        return bytes;
    }

    /// <summary>Goes on with a CRC-32C. Reading takes the assembly in chunks of a multiple of eight bytes, so that it steps as writing
    /// does.</summary>
    internal static uint Checksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, single);
        }

        return checksum;
    }
}

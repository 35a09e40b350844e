using System.Buffers.Binary;

namespace Lanner.Wasi.Files.Host;

/// <summary>Reads what the host knows of a file.</summary>
internal static unsafe class HostStatus
{
    /// <summary>Everything that statx tells by default.</summary>
    private const uint BasicStatus = 0x7FF;

    /// <summary>The status of what a handle refers to.</summary>
    internal static WasiError Of(int handle, out FileStatus status)
    {
        byte nothing = 0;
        return Of(handle, &nothing, SystemCalls.EmptyPath, out status);
    }

    /// <summary>The status of a name in a directory; not that of what it links to.</summary>
    internal static WasiError OfName(int directory, byte* name, out FileStatus status) =>
        Of(directory, name, SystemCalls.NoFollow, out status);

    internal static FileType TypeOf(int mode) => (mode & 0xF000) switch
    {
        0x2000 => FileType.CharacterDevice,
        0x4000 => FileType.Directory,
        0x6000 => FileType.BlockDevice,
        0x8000 => FileType.RegularFile,
        0xA000 => FileType.SymbolicLink,
        0xC000 => FileType.StreamSocket,
        _ => FileType.Unknown,
    };

    private static WasiError Of(int directory, byte* path, int flags, out FileStatus status)
    {
        var result = stackalloc byte[256];
        if (SystemCalls.Status(directory, path, flags, BasicStatus, result) < 0)
        {
            status = default;
            return LinuxErrors.Last;
        }

        // The layout of struct statx is the same on all architectures (statx(2)).
        var fields = new ReadOnlySpan<byte>(result, 256);
        status = new FileStatus(
            ((ulong)Read32(fields, 136) << 32) | Read32(fields, 140),
            Read64(fields, 32),
            TypeOf(BinaryPrimitives.ReadUInt16LittleEndian(fields[28..])),
            Read32(fields, 16),
            Read64(fields, 40),
            Time(fields, 64),
            Time(fields, 112),
            Time(fields, 96));
        return WasiError.Success;
    }

    private static uint Read32(ReadOnlySpan<byte> fields, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(fields[offset..]);

    private static ulong Read64(ReadOnlySpan<byte> fields, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(fields[offset..]);

    private static ulong Time(ReadOnlySpan<byte> fields, int offset) =>
        (Read64(fields, offset) * 1_000_000_000) + Read32(fields, offset + 8);
}

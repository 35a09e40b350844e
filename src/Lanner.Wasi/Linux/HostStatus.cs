using System.Buffers.Binary;
using Lanner.Wasi.Preview1;

namespace Lanner.Wasi.Linux;

/// <summary>Reads what the host knows of a file.</summary>
internal static unsafe class HostStatus
{
    /// <summary>Everything that statx tells by default.</summary>
    private const uint BasicStatus = 0x7FF;

    internal static FileStatus Of(int handle)
    {
        var result = stackalloc byte[256];
        byte nothing = 0;
        LinuxErrors.Check(SystemCalls.Status(handle, &nothing, SystemCalls.EmptyPath, BasicStatus, result));

        // The layout of struct statx is the same on all architectures (statx(2)).
        var status = new ReadOnlySpan<byte>(result, 256);
        return new FileStatus(
            ((ulong)Read32(status, 136) << 32) | Read32(status, 140),
            Read64(status, 32),
            TypeOf(BinaryPrimitives.ReadUInt16LittleEndian(status[28..])),
            Read32(status, 16),
            Read64(status, 40),
            Time(status, 64),
            Time(status, 112),
            Time(status, 96));
    }

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

    private static uint Read32(ReadOnlySpan<byte> status, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(status[offset..]);

    private static ulong Read64(ReadOnlySpan<byte> status, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(status[offset..]);

    private static ulong Time(ReadOnlySpan<byte> status, int offset) =>
        (Read64(status, offset) * 1_000_000_000) + Read32(status, offset + 8);
}

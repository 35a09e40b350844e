using System.Buffers.Binary;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview1;

/// <summary>The differences between <c>wasi_snapshot_preview1</c> and <c>wasi_unstable</c>, the version before it.</summary>
internal sealed class GuestLayout
{
    internal static readonly GuestLayout Snapshot = new("wasi_snapshot_preview1", isUnstable: false);

    internal static readonly GuestLayout Unstable = new("wasi_unstable", isUnstable: true);

    private readonly bool _isUnstable;

    private GuestLayout(string moduleName, bool isUnstable)
    {
        ModuleName = moduleName;
        _isUnstable = isUnstable;
    }

    internal string ModuleName { get; }

    /// <summary>The size of a file's status.</summary>
    internal int StatusSize => _isUnstable ? 56 : 64;

    /// <summary>The size of what is waited for.</summary>
    internal int SubscriptionSize => _isUnstable ? 56 : 48;

    /// <summary>The offset of the clock in a subscription to a clock; the time and the flags follow.</summary>
    internal int ClockOffset => _isUnstable ? 24 : 16;

    internal bool HasAccept => !_isUnstable;

    /// <summary>Returns the origin that a position counts from, or null when the number means nothing.</summary>
    internal SeekOrigin? ToOrigin(int whence) => (whence, _isUnstable) switch
    {
        (0, false) or (2, true) => SeekOrigin.Begin,
        (1, false) or (0, true) => SeekOrigin.Current,
        (2, false) or (1, true) => SeekOrigin.End,
        _ => null,
    };

    internal void WriteStatus(Span<byte> destination, in FileStatus status)
    {
        destination.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], status.Inode);
        destination[16] = (byte)status.Type;
        if (_isUnstable)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], (uint)ulong.Min(status.Links, uint.MaxValue));
            destination = destination[24..];
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], status.Links);
            destination = destination[32..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(destination, status.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], status.AccessTime);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], status.ModificationTime);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], status.ChangeTime);
    }
}

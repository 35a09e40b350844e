namespace Lanner.Wasi.Preview1;

/// <summary>Kinds of file, with the numbers of WASI.</summary>
internal enum FileType : byte
{
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    DatagramSocket = 5,
    StreamSocket = 6,
    SymbolicLink = 7,
}

/// <summary>What there is to know of a file; times in nanoseconds since 1970.</summary>
internal readonly record struct FileStatus(
    ulong Device, ulong Inode, FileType Type, ulong Links, ulong Size, ulong AccessTime, ulong ModificationTime, ulong ChangeTime);

/// <summary>An entry of a directory.</summary>
internal readonly record struct DirectoryEntry(byte[] Name, ulong Inode, FileType Type);

/// <summary>Something that a guest has open. What a kind of descriptor cannot do, it refuses.</summary>
internal abstract class Descriptor : IDisposable
{
    internal abstract FileType Type { get; }

    /// <summary>For a directory granted by the host, its name for the guest.</summary>
    internal virtual string? GrantedAs
    {
        get => null;
        init => throw new NotSupportedException();
    }

    /// <summary>The descriptor flags of WASI (append, non-blocking, …).</summary>
    internal virtual int Flags { get; set; }

    /// <summary>The entries as they were when reading began, so that cookies stay right while the directory changes.</summary>
    internal List<DirectoryEntry>? Entries { get; set; }

    internal virtual void SetFlags(int flags) => Flags = flags;

    internal virtual int Read(Span<byte> buffer) => throw new WasiException(Errno.BadDescriptor);

    internal virtual int Write(ReadOnlySpan<byte> buffer) => throw new WasiException(Errno.BadDescriptor);

    internal virtual int ReadAt(Span<byte> buffer, long offset) => throw new WasiException(Errno.IllegalSeek);

    internal virtual int WriteAt(ReadOnlySpan<byte> buffer, long offset) => throw new WasiException(Errno.IllegalSeek);

    internal virtual long Seek(long offset, int origin) => throw new WasiException(Errno.IllegalSeek);

    internal virtual void SetSize(long size) => throw new WasiException(Errno.Invalid);

    internal virtual void Allocate(long offset, long length) => throw new WasiException(Errno.Invalid);

    internal virtual void Sync(bool dataOnly)
    {
    }

    internal virtual FileStatus GetStatus() => new(0, 0, Type, 1, 0, 0, 0, 0);

    internal virtual void SetTimes(ReadOnlySpan<long> times) => throw new WasiException(Errno.Invalid);

    internal virtual List<DirectoryEntry> ReadEntries() => throw new WasiException(Errno.NotDirectory);

    public virtual void Dispose()
    {
    }
}

using Lanner.Wasi.Preview1;

namespace Lanner.Wasi.Linux;

/// <summary>A file or directory of the host, open.</summary>
internal sealed unsafe class HostFile : Descriptor
{
    private readonly int _handle;
    private bool _isClosed;

    private HostFile(int handle, FileType type, bool isReadOnly)
    {
        _handle = handle;
        Type = type;
        IsReadOnly = isReadOnly;
    }

    internal override FileType Type { get; }

    /// <summary>Whether nothing beneath the directory may be changed through it.</summary>
    internal bool IsReadOnly { get; }

    /// <summary>The name of a granted directory for the guest.</summary>
    internal override string? GrantedAs { get; init; }

    internal override int Flags { get; set; }

    internal static HostFile OpenGranted(string hostPath, string guestPath, bool isReadOnly)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Directories can be granted on Linux only, whose system calls keep guests beneath them.");
        }

        fixed (byte* path = GuestPath.ToNative(hostPath))
        {
            var handle = SystemCalls.Open(path, SystemCalls.OpenDirectory | SystemCalls.OpenPathOnly | SystemCalls.OpenCloseOnExec, 0);
            return handle >= 0
                ? new HostFile(handle, FileType.Directory, isReadOnly) { GrantedAs = guestPath }
                : throw new DirectoryNotFoundException($"{hostPath} is not a directory that can be opened.");
        }
    }

    internal HostFile Open(ReadOnlySpan<byte> guestPath, bool follow, int openFlags, int descriptorFlags, bool reads, bool writes)
    {
        const int create = 1, directory = 2, exclusive = 4, truncate = 8;
        if (IsReadOnly && (writes || (openFlags & (create | truncate)) != 0))
        {
            throw new WasiException(Errno.ReadOnlyFileSystem);
        }

        var flags = writes ? (reads ? SystemCalls.OpenReadWrite : SystemCalls.OpenWriteOnly) : SystemCalls.OpenReadOnly;
        flags |= (openFlags & create) != 0 ? SystemCalls.OpenCreate : 0;
        flags |= (openFlags & exclusive) != 0 ? SystemCalls.OpenExclusive : 0;
        flags |= (openFlags & truncate) != 0 ? SystemCalls.OpenTruncate : 0;
        flags |= follow ? 0 : SystemCalls.OpenNoFollow;
        flags |= ToLinux(descriptorFlags);
        if ((openFlags & directory) != 0)
        {
            // Toolchains ask for every right, but a directory is only ever opened to be read.
            flags = SystemCalls.OpenDirectory | (follow ? 0 : SystemCalls.OpenNoFollow);
        }

        fixed (byte* path = GuestPath.ToNative(guestPath))
        {
            // O_NONBLOCK so that a pipe with no writer does not hang the host; files do not care.
            var handle = SystemCalls.OpenBeneath(_handle, path, flags | SystemCalls.OpenNonBlocking, (flags & SystemCalls.OpenCreate) != 0 ? 0x1B6 : 0);
            if (handle < 0 && (openFlags & (directory | create)) == 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == 21)
            {
                handle = SystemCalls.OpenBeneath(_handle, path, SystemCalls.OpenDirectory | (follow ? 0 : SystemCalls.OpenNoFollow), 0);
            }

            handle = (int)LinuxErrors.Check(handle);
            return new HostFile(handle, HostStatus.Of(handle).Type, IsReadOnly) { Flags = descriptorFlags };
        }
    }

    private static int ToLinux(int descriptorFlags)
    {
        const int append = 1, dataSync = 2, nonBlocking = 4, sync = 8 | 16;
        return ((descriptorFlags & append) != 0 ? SystemCalls.OpenAppend : 0)
            | ((descriptorFlags & dataSync) != 0 ? SystemCalls.OpenDataSync : 0)
            | ((descriptorFlags & nonBlocking) != 0 ? SystemCalls.OpenNonBlocking : 0)
            | ((descriptorFlags & sync) != 0 ? SystemCalls.OpenSync : 0);
    }

    internal override void SetFlags(int flags)
    {
        LinuxErrors.Check(SystemCalls.Control(_handle, SystemCalls.SetFlags, ToLinux(flags)));
        Flags = flags;
    }

    internal override int Read(Span<byte> buffer)
    {
        fixed (byte* address = buffer)
        {
            return (int)LinuxErrors.Check(SystemCalls.Read(_handle, address, buffer.Length));
        }
    }

    internal override int Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* address = buffer)
        {
            return (int)LinuxErrors.Check(SystemCalls.Write(_handle, address, buffer.Length));
        }
    }

    internal override int ReadAt(Span<byte> buffer, long offset)
    {
        fixed (byte* address = buffer)
        {
            return (int)LinuxErrors.Check(SystemCalls.ReadAt(_handle, address, buffer.Length, offset));
        }
    }

    internal override int WriteAt(ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* address = buffer)
        {
            return (int)LinuxErrors.Check(SystemCalls.WriteAt(_handle, address, buffer.Length, offset));
        }
    }

    internal override long Seek(long offset, int origin) => LinuxErrors.Check(SystemCalls.Seek(_handle, offset, origin));

    internal override void SetSize(long size) => LinuxErrors.Check(SystemCalls.SetSize(_handle, size));

    internal override void Allocate(long offset, long length)
    {
        var error = SystemCalls.Allocate(_handle, offset, length);
        if (error != 0)
        {
            throw new WasiException(LinuxErrors.FromLinux(error));
        }
    }

    internal override void Sync(bool dataOnly) => LinuxErrors.Check(dataOnly ? SystemCalls.SyncData(_handle) : SystemCalls.Sync(_handle));

    internal override FileStatus GetStatus() => HostStatus.Of(_handle);

    internal override void SetTimes(ReadOnlySpan<long> times)
    {
        fixed (long* values = times)
        {
            LinuxErrors.Check(SystemCalls.SetTimes(_handle, values));
        }
    }

    internal override List<DirectoryEntry> ReadEntries()
    {
        LinuxErrors.Check(SystemCalls.Seek(_handle, 0, 0));
        return HostDirectory.ReadEntries(_handle);
    }

    /// <summary>Runs an action on the directory that holds the last name of a path, found beneath this one.</summary>
    internal void OnParent(ReadOnlySpan<byte> guestPath, bool changes, ParentAction action)
    {
        if (changes && IsReadOnly)
        {
            throw new WasiException(Errno.ReadOnlyFileSystem);
        }

        var (parent, name) = GuestPath.Split(guestPath);
        fixed (byte* parentPath = GuestPath.ToNative(parent))
        fixed (byte* namePath = GuestPath.ToNative(name))
        {
            var handle = (int)LinuxErrors.Check(
                SystemCalls.OpenBeneath(_handle, parentPath, SystemCalls.OpenPathOnly | SystemCalls.OpenDirectory, 0));
            try
            {
                action(handle, namePath);
            }
            finally
            {
                _ = SystemCalls.Close(handle);
            }
        }
    }

    /// <summary>Runs an action on what a path beneath this directory names, open for nothing but looking at it.</summary>
    internal void OnPath(ReadOnlySpan<byte> guestPath, bool follow, Action<int> action)
    {
        fixed (byte* path = GuestPath.ToNative(guestPath))
        {
            var flags = SystemCalls.OpenPathOnly | (follow ? 0 : SystemCalls.OpenNoFollow);
            var handle = (int)LinuxErrors.Check(SystemCalls.OpenBeneath(_handle, path, flags, 0));
            try
            {
                action(handle);
            }
            finally
            {
                _ = SystemCalls.Close(handle);
            }
        }
    }

    public override void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _ = SystemCalls.Close(_handle);
        }

        base.Dispose();
    }
}

/// <summary>Does something with a name in a directory.</summary>
internal unsafe delegate void ParentAction(int directory, byte* name);

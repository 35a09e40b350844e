namespace Lanner.Wasi.Files.Host;

/// <summary>An open directory of the host. A path is opened by <see cref="Beneath"/>; what is done to a name is done in the directory that
/// holds it, which is opened first, by system calls that do not follow a link in the name's place.</summary>
internal sealed unsafe class HostOpenDirectory : OpenDirectory
{
    private readonly HostHandle _handle;

    /// <summary>True if paths are walked step by step even where the kernel could do it: for tests.</summary>
    private readonly bool _walks;

    private HostDirectoryReader? _reader;

    internal HostOpenDirectory(HostHandle handle, bool walks = false)
    {
        _handle = handle;
        _walks = walks;
    }

    internal override WasiError GetStatus(out FileStatus status) => HostStatus.Of(_handle.Number, out status);

    internal override WasiError Sync(bool dataOnly) =>
        LinuxErrors.Of(dataOnly ? SystemCalls.SyncData(_handle.Number) : SystemCalls.Sync(_handle.Number));

    internal override WasiError ReadEntry(ulong cookie, out DirectoryEntry entry) =>
        (_reader ??= new HostDirectoryReader(_handle.Number)).Read(cookie, out entry);

    protected override WasiError OpenCore(ReadOnlySpan<byte> path, OpenFlags flags, FileFlags fileFlags, out OpenNode? node)
    {
        node = null;
        var native = (flags & (OpenFlags.Read | OpenFlags.Write)) switch
        {
            OpenFlags.Write => SystemCalls.OpenWriteOnly,
            OpenFlags.Read | OpenFlags.Write => SystemCalls.OpenReadWrite,
            _ => SystemCalls.OpenReadOnly,
        };
        native |= (flags & OpenFlags.Create) != 0 ? SystemCalls.OpenCreate : 0;
        native |= (flags & OpenFlags.Exclusive) != 0 ? SystemCalls.OpenExclusive : 0;
        native |= (flags & OpenFlags.Truncate) != 0 ? SystemCalls.OpenTruncate : 0;
        native |= (flags & OpenFlags.Directory) != 0 ? SystemCalls.OpenDirectory : 0;
        native |= (flags & OpenFlags.FollowLinks) == 0 ? SystemCalls.OpenNoFollow : 0;

        // Opening a pipe without a partner, or a device, must not hold up the host; nor must a terminal become that of the process. Files
        // do not care.
        native |= HostFile.ToLinux(fileFlags) | SystemCalls.OpenNonBlocking | SystemCalls.OpenNoTerminal;
        var error = OpenBeneath(path, native, out var number);
        if (error != WasiError.Success)
        {
            return error;
        }

        var handle = new HostHandle(number);
        error = HostStatus.Of(number, out var status);
        if (error != WasiError.Success)
        {
            handle.Dispose();
            return error;
        }

        node = status.Type == FileType.Directory
            ? new HostOpenDirectory(handle, _walks)
            : new HostFile(
                handle, status.Type, (flags & OpenFlags.Read) != 0 || (flags & OpenFlags.Write) == 0, (flags & OpenFlags.Write) != 0,
                fileFlags, isNonBlocking: true);
        return WasiError.Success;
    }

    protected override WasiError CreateDirectoryCore(ReadOnlySpan<byte> path)
    {
        var buffer = stackalloc byte[path.Length + 1];
        using var place = new Place(this, path, buffer);
        return place.Error != WasiError.Success
            ? place.Error
            : LinuxErrors.Of(SystemCalls.MakeDirectory(place.Directory, place.Name, 0x1FF));
    }

    protected override WasiError RemoveDirectoryCore(ReadOnlySpan<byte> path)
    {
        var buffer = stackalloc byte[path.Length + 1];
        using var place = new Place(this, path, buffer);
        return place.Error != WasiError.Success
            ? place.Error
            : LinuxErrors.Of(SystemCalls.Unlink(place.Directory, place.Name, SystemCalls.RemoveDirectory));
    }

    protected override WasiError UnlinkCore(ReadOnlySpan<byte> path)
    {
        var buffer = stackalloc byte[path.Length + 1];
        using var place = new Place(this, path, buffer);
        return place.Error != WasiError.Success ? place.Error : LinuxErrors.Of(SystemCalls.Unlink(place.Directory, place.Name, 0));
    }

    protected override WasiError RenameCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath)
    {
        var buffer = stackalloc byte[path.Length + 1];
        using var place = new Place(this, path, buffer);
        if (place.Error != WasiError.Success || newDirectory is not HostOpenDirectory host)
        {
            return place.Error != WasiError.Success ? place.Error : WasiError.CrossDevice;
        }

        var newBuffer = stackalloc byte[newPath.Length + 1];
        using var newPlace = new Place(host, newPath, newBuffer);
        return newPlace.Error != WasiError.Success
            ? newPlace.Error
            : LinuxErrors.Of(SystemCalls.Rename(place.Directory, place.Name, newPlace.Directory, newPlace.Name));
    }

    protected override WasiError LinkCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath)
    {
        if (NamesMoreThanAnEntry(path))
        {
            // The kernel would resolve it beyond the directory. It can only be a directory, of which no links are made; so any will do to
            // find what is wrong with the new name.
            var error = GetStatusCore(path, follow: true, out _);
            return error == WasiError.Success ? LinkCore("."u8, newDirectory, newPath) : error;
        }

        var buffer = stackalloc byte[path.Length + 1];
        using var place = new Place(this, path, buffer);
        if (place.Error != WasiError.Success || newDirectory is not HostOpenDirectory host)
        {
            return place.Error != WasiError.Success ? place.Error : WasiError.CrossDevice;
        }

        var newBuffer = stackalloc byte[newPath.Length + 1];
        using var newPlace = new Place(host, newPath, newBuffer);
        if (newPlace.Error != WasiError.Success)
        {
            // Linux looks at what is to be linked first.
            var error = HostStatus.OfName(place.Directory, place.Name, out _);
            return error != WasiError.Success ? error : newPlace.Error;
        }

        return LinuxErrors.Of(SystemCalls.Link(place.Directory, place.Name, newPlace.Directory, newPlace.Name, 0));
    }

    protected override WasiError CreateSymbolicLinkCore(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path)
    {
        var buffer = stackalloc byte[path.Length + 1];
        using var place = new Place(this, path, buffer);
        if (place.Error != WasiError.Success)
        {
            return place.Error;
        }

        var native = stackalloc byte[target.Length + 1];
        return LinuxErrors.Of(SystemCalls.SymbolicLink(Terminate(target, native), place.Directory, place.Name));
    }

    protected override WasiError ReadLinkCore(ReadOnlySpan<byte> path, Span<byte> target, out int length)
    {
        length = 0;
        if (NamesMoreThanAnEntry(path))
        {
            var error = GetStatusCore(path, follow: true, out _);
            return error == WasiError.Success ? WasiError.Invalid : error;
        }

        var buffer = stackalloc byte[path.Length + 1];
        using var place = new Place(this, path, buffer);
        if (place.Error != WasiError.Success)
        {
            return place.Error;
        }

        fixed (byte* destination = target)
        {
            var result = SystemCalls.ReadLink(place.Directory, place.Name, destination, target.Length);
            length = (int)nint.Max(result, 0);
            return LinuxErrors.Of(result);
        }
    }

    protected override WasiError GetStatusCore(ReadOnlySpan<byte> path, bool follow, out FileStatus status)
    {
        status = default;
        WasiError error;
        if (!NamesMoreThanAnEntry(path))
        {
            var buffer = stackalloc byte[path.Length + 1];
            using var place = new Place(this, path, buffer);
            error = place.Error != WasiError.Success ? place.Error : HostStatus.OfName(place.Directory, place.Name, out status);
            if (error != WasiError.Success || !follow || status.Type != FileType.SymbolicLink)
            {
                return error;
            }
        }

        error = OpenBeneath(path, SystemCalls.OpenPathOnly | (follow ? 0 : SystemCalls.OpenNoFollow), out var handle);
        if (error == WasiError.Success)
        {
            error = HostStatus.Of(handle, out status);
            _ = SystemCalls.Close(handle);
        }

        return error;
    }

    protected override WasiError SetTimesCore(ReadOnlySpan<byte> path, bool follow, TimeChange access, TimeChange modification)
    {
        var times = stackalloc long[4];
        HostTimes.Write(times, access, modification);
        if (!follow && !NamesMoreThanAnEntry(path))
        {
            var buffer = stackalloc byte[path.Length + 1];
            using var place = new Place(this, path, buffer);
            return place.Error != WasiError.Success
                ? place.Error
                : LinuxErrors.Of(SystemCalls.SetTimesAt(place.Directory, place.Name, times, SystemCalls.NoFollow));
        }

        var error = OpenBeneath(path, SystemCalls.OpenPathOnly | (follow ? 0 : SystemCalls.OpenNoFollow), out var handle);
        if (error != WasiError.Success)
        {
            return error;
        }

        // By way of the handle's own entry in /proc: before 5.8 the kernel sets no times through a handle that is open for nothing.
        fixed (byte* self = PathRules.ToNative($"/proc/self/fd/{handle}"))
        {
            error = LinuxErrors.Of(SystemCalls.SetTimesAt(SystemCalls.CurrentDirectory, self, times, 0));
        }

        _ = SystemCalls.Close(handle);
        return error;
    }

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification)
    {
        var times = stackalloc long[4];
        HostTimes.Write(times, access, modification);
        return LinuxErrors.Of(SystemCalls.SetTimes(_handle.Number, times));
    }

    protected override void Dispose(bool disposing)
    {
        _handle.Dispose();
        base.Dispose(disposing);
    }

    private WasiError OpenBeneath(ReadOnlySpan<byte> path, int flags, out int handle)
    {
        var native = stackalloc byte[path.Length + 1];
        return Beneath.Open(_handle.Number, Terminate(path, native), flags, out handle, _walks);
    }

    /// <summary>Tests whether a path ends so that the kernel would go further than to an entry of the directory that holds the last name:
    /// ".." goes up, and a slash behind the name of a link follows it.</summary>
    private static bool NamesMoreThanAnEntry(ReadOnlySpan<byte> path) =>
        path[^1] == '/' || IsParent(path[PathRules.StartOfLastName(path)..]);

    private static bool IsParent(ReadOnlySpan<byte> name) => name.TrimEnd((byte)'/').SequenceEqual(".."u8);

    private static byte* Terminate(ReadOnlySpan<byte> path, byte* buffer)
    {
        path.CopyTo(new Span<byte>(buffer, path.Length));
        buffer[path.Length] = 0;
        return buffer;
    }

    /// <summary>The directory that holds a path's last name, open as long as it is needed, and that name. The name keeps its trailing
    /// slashes, which say that it must be a directory.</summary>
    private readonly ref struct Place : IDisposable
    {
        private readonly int _opened = -1;

        /// <param name="start">The directory where the path starts.</param>
        /// <param name="path">The path.</param>
        /// <param name="buffer">Room for the path and a zero byte.</param>
        internal Place(HostOpenDirectory start, ReadOnlySpan<byte> path, byte* buffer)
        {
            Directory = start._handle.Number;
            Name = Terminate(path, buffer);
            var length = PathRules.StartOfLastName(path);
            if (length == 0)
            {
                Error = IsParent(path) ? WasiError.NotPermitted : WasiError.Success;
                return;
            }

            buffer[length - 1] = 0;
            Name = buffer + length;
            Error = Beneath.Open(Directory, buffer, SystemCalls.OpenPathOnly | SystemCalls.OpenDirectory, out _opened, start._walks);
            Directory = _opened;
        }

        internal WasiError Error { get; }

        internal int Directory { get; }

        internal byte* Name { get; }

        public void Dispose()
        {
            if (_opened >= 0)
            {
                _ = SystemCalls.Close(_opened);
            }
        }
    }
}

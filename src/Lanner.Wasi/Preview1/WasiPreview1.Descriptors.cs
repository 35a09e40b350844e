using System.Buffers.Binary;
using System.Text;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview1;

/// <content>What is done with what is open, besides reading and writing.</content>
internal sealed partial class WasiPreview1
{
    private void DefineDescriptors(WasiDefinitions definitions)
    {
        definitions.Define("fd_close", FdClose);
        definitions.Define("fd_renumber", FdRenumber);
        definitions.Define("fd_seek", FdSeek);
        definitions.Define("fd_tell", FdTell);
        definitions.Define("fd_sync", FdSync);
        definitions.Define("fd_datasync", FdDatasync);
        definitions.Define("fd_advise", FdAdvise);
        definitions.Define("fd_allocate", FdAllocate);
        definitions.Define("fd_fdstat_get", FdFdstatGet);
        definitions.Define("fd_fdstat_set_flags", FdFdstatSetFlags);
        definitions.Define("fd_fdstat_set_rights", FdFdstatSetRights);
        definitions.Define("fd_filestat_get", FdFilestatGet);
        definitions.Define("fd_filestat_set_size", FdFilestatSetSize);
        definitions.Define("fd_filestat_set_times", FdFilestatSetTimes);
        definitions.Define("fd_prestat_get", FdPrestatGet);
        definitions.Define("fd_prestat_dir_name", FdPrestatDirName);
        definitions.Define("fd_readdir", FdReaddir);
    }

    private int FdClose(Caller caller, int descriptor)
    {
        Flush(caller, TableOf(caller), descriptor);
        return Return(TableOf(caller).Close(descriptor));
    }

    private int FdRenumber(Caller caller, int from, int to)
    {
        if (from != to)
        {
            Flush(caller, TableOf(caller), to);
        }

        return Return(TableOf(caller).Renumber(from, to));
    }

    /// <summary>Hands on what is gathered before a descriptor is closed, as long as no other thread has closed it.</summary>
    private static void Flush(Caller caller, DescriptorTable table, int descriptor)
    {
        using var use = new DescriptorUse(table, descriptor, Rights.None);
        if (use.Error == WasiError.Success)
        {
            use.File?.Flush(WaiterOf(caller));
        }
    }

    private int FdSeek(Caller caller, int descriptor, long offset, int whence, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Seek);
        var position = 0ul;
        var error = use.Error != WasiError.Success ? use.Error
            : _layout.ToOrigin(whence) is { } origin ? use.File!.Seek(offset, origin, out position)
            : WasiError.Invalid;
        return Return(error, caller, result, position);
    }

    private int FdTell(Caller caller, int descriptor, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Tell);
        var position = 0ul;
        var error = use.Error == WasiError.Success ? use.File!.Seek(0, SeekOrigin.Current, out position) : use.Error;
        return Return(error, caller, result, position);
    }

    private int FdSync(Caller caller, int descriptor)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Sync);
        return Return(use.Error == WasiError.Success ? use.Node.Sync(dataOnly: false) : use.Error);
    }

    private int FdDatasync(Caller caller, int descriptor)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.DataSync);
        return Return(use.Error == WasiError.Success ? use.Node.Sync(dataOnly: true) : use.Error);
    }

    private int FdAdvise(Caller caller, int descriptor, long offset, long length, int advice)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Advise);
        return Return(
            use.Error != WasiError.Success ? use.Error
            : advice is < 0 or > 5 ? WasiError.Invalid
            : use.File is { } file ? file.Advise((ulong)offset, (ulong)length, advice)
            : WasiError.Success);
    }

    private int FdAllocate(Caller caller, int descriptor, long offset, long length)
    {
        var table = TableOf(caller);
        if (table.Find(descriptor) is not null && (offset < 0 || length <= 0))
        {
            // Linux looks at these first.
            return Return(WasiError.Invalid);
        }

        using var use = new DescriptorUse(table, descriptor, Rights.Allocate);
        return Return(use.Error == WasiError.Success ? use.File!.Allocate((ulong)offset, (ulong)length) : use.Error);
    }

    private int FdFdstatGet(Caller caller, int descriptor, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.None);
        if (use.Error != WasiError.Success)
        {
            return Return(use.Error);
        }

        if (!TryGet(caller, result, 24, out var status))
        {
            return Return(WasiError.Fault);
        }

        status.Clear();
        status[0] = (byte)use.Node.Type;
        BinaryPrimitives.WriteUInt16LittleEndian(status[2..], (ushort)(use.File?.Flags ?? FileFlags.None));
        BinaryPrimitives.WriteUInt64LittleEndian(status[8..], (ulong)use.Descriptor.BaseRights);
        BinaryPrimitives.WriteUInt64LittleEndian(status[16..], (ulong)use.Descriptor.InheritingRights);
        return Return(WasiError.Success);
    }

    private int FdFdstatSetFlags(Caller caller, int descriptor, int flags)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.SetFlags);
        return Return(
            use.Error != WasiError.Success ? use.Error
            : (flags & ~(int)FileFlags.All) != 0 ? WasiError.Invalid
            : use.File is { } file ? file.SetFlags((FileFlags)flags)
            : WasiError.Success);
    }

    private int FdFdstatSetRights(Caller caller, int descriptor, long rights, long inheriting)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.None);
        if (use.Error != WasiError.Success)
        {
            return Return(use.Error);
        }

        var open = use.Descriptor;
        if (((Rights)rights & ~open.BaseRights) != 0 || ((Rights)inheriting & ~open.InheritingRights) != 0)
        {
            return Return(WasiError.NotCapable);
        }

        open.BaseRights = (Rights)rights;
        open.InheritingRights = (Rights)inheriting;
        return Return(WasiError.Success);
    }

    private int FdFilestatGet(Caller caller, int descriptor, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.GetStatus);
        var status = default(FileStatus);
        var error = use.Error == WasiError.Success ? use.Node.GetStatus(out status) : use.Error;
        return Return(error, caller, result, status);
    }

    private int FdFilestatSetSize(Caller caller, int descriptor, long size)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.SetSize);
        return Return(use.Error == WasiError.Success ? use.File!.SetSize((ulong)size) : use.Error);
    }

    private int FdFilestatSetTimes(Caller caller, int descriptor, long access, long modification, int flags)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.SetTimes);
        var error = use.Error == WasiError.Success ? CheckTimes(flags) : use.Error;
        return Return(error == WasiError.Success ? use.Node.SetTimes(ToAccess(access, flags), ToModification(modification, flags)) : error);
    }

    private int FdPrestatGet(Caller caller, int descriptor, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.None);
        if (use.Error != WasiError.Success || use.Descriptor.GrantedAs is not { } name)
        {
            return Return(WasiError.BadDescriptor);
        }

        if (!TryGet(caller, result, 8, out var status))
        {
            return Return(WasiError.Fault);
        }

        // The tag of a directory is zero.
        BinaryPrimitives.WriteUInt32LittleEndian(status, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(status[4..], (uint)Encoding.UTF8.GetByteCount(name));
        return Return(WasiError.Success);
    }

    private int FdPrestatDirName(Caller caller, int descriptor, int buffer, int length)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.None);
        if (use.Error != WasiError.Success || use.Descriptor.GrantedAs is not { } name)
        {
            return Return(WasiError.BadDescriptor);
        }

        var size = Encoding.UTF8.GetByteCount(name);
        if ((uint)length < (uint)size)
        {
            return Return(WasiError.NameTooLong);
        }

        if (!TryGet(caller, buffer, size, out var destination))
        {
            return Return(WasiError.Fault);
        }

        Encoding.UTF8.GetBytes(name, destination);
        return Return(WasiError.Success);
    }

    /// <summary>Writes as many entries as fit, the last one cut off where it does not: the guest then asks again from the cookie of the one
    /// before.</summary>
    private int FdReaddir(Caller caller, int descriptor, int buffer, int length, long cookie, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.ReadDirectory);
        if (use.Error != WasiError.Success)
        {
            return Return(use.Error);
        }

        if (use.Directory is not { } directory)
        {
            return Return(WasiError.NotDirectory);
        }

        if (!TryGet(caller, buffer, length, out var rest))
        {
            return Return(WasiError.Fault);
        }

        const int headerSize = 24;
        Span<byte> header = stackalloc byte[headerSize];
        var error = WasiError.Success;
        lock (directory)
        {
            var next = (ulong)cookie;
            while (!rest.IsEmpty)
            {
                error = directory.ReadEntry(next, out var entry);
                if (error != WasiError.Success || entry.Name.IsEmpty)
                {
                    break;
                }

                next = entry.Next;
                BinaryPrimitives.WriteUInt64LittleEndian(header, next);
                BinaryPrimitives.WriteUInt64LittleEndian(header[8..], entry.Inode);
                BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)entry.Name.Length);
                BinaryPrimitives.WriteUInt32LittleEndian(header[20..], (uint)entry.Type);
                rest = rest[CopyWhatFits(header, rest)..];
                rest = rest[CopyWhatFits(entry.Name, rest)..];
            }
        }

        return Return(rest.Length < length ? WasiError.Success : error, caller, result, (uint)(length - rest.Length));
    }

    private static int CopyWhatFits(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var count = int.Min(source.Length, destination.Length);
        source[..count].CopyTo(destination);
        return count;
    }

    /// <summary>Refuses flags that contradict each other (<c>fstflags</c>): 1 sets the time of access and 2 makes it now, 4 and 8 do so
    /// with that of modification.</summary>
    private static WasiError CheckTimes(int flags) =>
        (flags & 3) == 3 || (flags & 12) == 12 || (flags & ~15) != 0 ? WasiError.Invalid : WasiError.Success;

    private static TimeChange ToAccess(long time, int flags) => ToChange(time, flags & 3);

    private static TimeChange ToModification(long time, int flags) => ToChange(time, (flags >> 2) & 3);

    private static TimeChange ToChange(long time, int flags) => flags switch
    {
        1 => new TimeChange(TimeChangeKind.Set, (ulong)time),
        2 => new TimeChange(TimeChangeKind.Now, 0),
        _ => new TimeChange(TimeChangeKind.Keep, 0),
    };
}

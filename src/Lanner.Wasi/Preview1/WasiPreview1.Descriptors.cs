using System.Buffers.Binary;
using System.Text;

namespace Lanner.Wasi.Preview1;

/// <content>What is done with open files.</content>
internal sealed partial class WasiPreview1
{
    /// <summary>Every right there is: toolchains look at rights only to learn what to ask for.</summary>
    private const ulong AllRights = 0x1FFFFFFF;

    /// <summary>Of a granted directory that is read-only: what changes nothing.</summary>
    private const ulong ReadingRights = 0x0020_62AE;

    private void DefineDescriptors(Linker linker, string module)
    {
        linker.Define(module, "fd_read", (Caller caller, int descriptor, int vectors, int count, int result) => Transfer(caller, descriptor, vectors, count, result, Transferring.Read, 0));
        linker.Define(module, "fd_write", (Caller caller, int descriptor, int vectors, int count, int result) => Transfer(caller, descriptor, vectors, count, result, Transferring.Write, 0));
        linker.Define(module, "fd_pread", (Caller caller, int descriptor, int vectors, int count, long offset, int result) => Transfer(caller, descriptor, vectors, count, result, Transferring.ReadAt, offset));
        linker.Define(module, "fd_pwrite", (Caller caller, int descriptor, int vectors, int count, long offset, int result) => Transfer(caller, descriptor, vectors, count, result, Transferring.WriteAt, offset));
        linker.Define(module, "fd_close", (int descriptor) => Run(() => Descriptors.Close(descriptor)));
        linker.Define(module, "fd_renumber", (int from, int to) => Run(() => Descriptors.Renumber(from, to)));
        linker.Define(module, "fd_seek", (Caller caller, int descriptor, long offset, int origin, int result) => Run(() =>
        {
            var target = Descriptors[descriptor];
            Write64(caller.Memory, result, (ulong)target.Seek(offset, origin is >= 0 and <= 2 ? origin : throw new WasiException(Errno.Invalid)));
        }));
        linker.Define(module, "fd_tell", (Caller caller, int descriptor, int result) =>
            Run(() => Write64(caller.Memory, result, (ulong)Descriptors[descriptor].Seek(0, 1))));
        linker.Define(module, "fd_sync", (int descriptor) => Run(() => Descriptors[descriptor].Sync(dataOnly: false)));
        linker.Define(module, "fd_datasync", (int descriptor) => Run(() => Descriptors[descriptor].Sync(dataOnly: true)));
        linker.Define(module, "fd_advise", (int descriptor, long offset, long length, int advice) => Run(() =>
        {
            _ = Descriptors[descriptor];
            if (advice is < 0 or > 5)
            {
                throw new WasiException(Errno.Invalid);
            }
        }));
        linker.Define(module, "fd_allocate", (int descriptor, long offset, long length) => Run(() => Descriptors[descriptor].Allocate(offset, length)));
        linker.Define(module, "fd_fdstat_get", (Caller caller, int descriptor, int result) => Run(() => WriteDescriptorStatus(caller.Memory, descriptor, result)));
        linker.Define(module, "fd_fdstat_set_flags", (int descriptor, int flags) => Run(() => Descriptors[descriptor].SetFlags(flags)));
        linker.Define(module, "fd_fdstat_set_rights", (int descriptor, long rights, long inherited) => Run(() => _ = Descriptors[descriptor]));
        linker.Define(module, "fd_filestat_get", (Caller caller, int descriptor, int result) =>
            Run(() => WriteFileStatus(caller.Memory, result, Descriptors[descriptor].GetStatus())));
        linker.Define(module, "fd_filestat_set_size", (int descriptor, long size) => Run(() => Descriptors[descriptor].SetSize(size)));
        linker.Define(module, "fd_filestat_set_times", (int descriptor, long access, long modification, int flags) =>
            Run(() => Descriptors[descriptor].SetTimes(ToTimes(access, modification, flags))));
        linker.Define(module, "fd_prestat_get", (Caller caller, int descriptor, int result) => Run(() =>
        {
            Write32(caller.Memory, result, 0);
            Write32(caller.Memory, result + 4, (uint)Encoding.UTF8.GetByteCount(GrantedName(descriptor)));
        }));
        linker.Define(module, "fd_prestat_dir_name", (Caller caller, int descriptor, int buffer, int length) => Run(() =>
        {
            var name = Encoding.UTF8.GetBytes(GrantedName(descriptor));
            if (name.Length > length)
            {
                throw new WasiException(Errno.NameTooLong);
            }

            name.CopyTo(caller.Memory.GetSpan((uint)buffer, name.Length));
        }));
        linker.Define(module, "fd_readdir", (Caller caller, int descriptor, int buffer, int length, long cookie, int result) =>
            Run(() => Write32(caller.Memory, result, ReadDirectory(caller.Memory.GetSpan((uint)buffer, length), descriptor, cookie))));
    }

    private string GrantedName(int descriptor) => Descriptors[descriptor].GrantedAs ?? throw new WasiException(Errno.BadDescriptor);

    private enum Transferring
    {
        Read,
        Write,
        ReadAt,
        WriteAt,
    }

    /// <summary>Reads or writes straight between the guest's memory and the file, without allocating.</summary>
    private int Transfer(Caller caller, int descriptor, int vectors, int count, int result, Transferring kind, long offset)
    {
        try
        {
            var memory = caller.Memory;
            var file = Descriptors[descriptor];
            if (count is < 0 or > 1024)
            {
                return (int)Errno.Invalid;
            }

            var total = 0u;
            for (var index = 0; index < count; index++)
            {
                var vector = (uint)vectors + (8L * index);
                var buffer = memory.GetSpan(Read32(memory, vector), (int)Math.Min(Read32(memory, vector + 4), int.MaxValue));
                if (buffer.IsEmpty)
                {
                    continue;
                }

                var moved = kind switch
                {
                    Transferring.Read => file.Read(buffer),
                    Transferring.Write => file.Write(buffer),
                    Transferring.ReadAt => file.ReadAt(buffer, offset + total),
                    _ => file.WriteAt(buffer, offset + total),
                };
                total += (uint)moved;
                if (moved < buffer.Length)
                {
                    break;
                }
            }

            Write32(memory, result, total);
            return (int)Errno.Success;
        }
        catch (WasiException exception)
        {
            return (int)exception.Errno;
        }
        catch (ArgumentOutOfRangeException)
        {
            return (int)Errno.Fault;
        }
        catch (IOException)
        {
            return (int)Errno.InputOutput;
        }
    }

    private void WriteDescriptorStatus(Memory memory, int descriptor, int result)
    {
        var file = Descriptors[descriptor];
        var status = memory.GetSpan((uint)result, 24);
        status.Clear();
        status[0] = (byte)file.Type;
        BinaryPrimitives.WriteUInt16LittleEndian(status[2..], (ushort)file.Flags);

        // isatty of wasi-libc: a character device without the rights to seek and tell.
        var rights = file.Type == FileType.CharacterDevice ? AllRights & ~0x24UL : AllRights;
        if (file is Linux.HostFile { IsReadOnly: true })
        {
            rights = ReadingRights;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(status[8..], rights);
        BinaryPrimitives.WriteUInt64LittleEndian(status[16..], rights);
    }

    private static void WriteFileStatus(Memory memory, int result, FileStatus file)
    {
        var status = memory.GetSpan((uint)result, 64);
        status.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(status, file.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(status[8..], file.Inode);
        status[16] = (byte)file.Type;
        BinaryPrimitives.WriteUInt64LittleEndian(status[24..], file.Links);
        BinaryPrimitives.WriteUInt64LittleEndian(status[32..], file.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(status[40..], file.AccessTime);
        BinaryPrimitives.WriteUInt64LittleEndian(status[48..], file.ModificationTime);
        BinaryPrimitives.WriteUInt64LittleEndian(status[56..], file.ChangeTime);
    }

    /// <summary>Two pairs of seconds and nanoseconds as Linux wants them, with its marks for "now" and "as it is".</summary>
    private static long[] ToTimes(long access, long modification, int flags)
    {
        const int setAccess = 1, accessNow = 2, setModification = 4, modificationNow = 8;
        if ((flags & (setAccess | accessNow)) == (setAccess | accessNow)
            || (flags & (setModification | modificationNow)) == (setModification | modificationNow))
        {
            throw new WasiException(Errno.Invalid);
        }

        const long now = 0x3FFFFFFF, omit = 0x3FFFFFFE, second = 1_000_000_000;
        return
        [
            (flags & setAccess) != 0 ? access / second : 0,
            (flags & setAccess) != 0 ? access % second : (flags & accessNow) != 0 ? now : omit,
            (flags & setModification) != 0 ? modification / second : 0,
            (flags & setModification) != 0 ? modification % second : (flags & modificationNow) != 0 ? now : omit,
        ];
    }

    /// <summary>Writes as many entries as fit, the last one cut off where it does not: the guest then asks again from its cookie, the number of entries before it.</summary>
    private uint ReadDirectory(Span<byte> buffer, int descriptor, long cookie)
    {
        const int headerSize = 24;
        var directory = Descriptors.Directory(descriptor);
        if (cookie == 0 || directory.Entries is null)
        {
            directory.Entries = directory.ReadEntries();
        }

        var written = 0;
        Span<byte> header = stackalloc byte[headerSize];
        for (var index = cookie; index >= 0 && index < directory.Entries.Count && written < buffer.Length; index++)
        {
            var entry = directory.Entries[(int)index];
            header.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)index + 1);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], entry.Inode);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)entry.Name.Length);
            header[20] = (byte)entry.Type;
            written += CopyWhatFits(header, buffer[written..]);
            written += CopyWhatFits(entry.Name, buffer[written..]);
        }

        return (uint)written;
    }

    private static int CopyWhatFits(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var count = Math.Min(source.Length, destination.Length);
        source[..count].CopyTo(destination);
        return count;
    }
}

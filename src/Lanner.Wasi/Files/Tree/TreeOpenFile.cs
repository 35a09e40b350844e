using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Files.Tree;

/// <summary>An open file of a tree.</summary>
internal sealed class TreeOpenFile : OpenFile
{
    private readonly TreeFile _file;
    private ulong _position;
    private bool _isClosed;

    /// <summary>Opens a file. The tree's lock is held.</summary>
    internal TreeOpenFile(TreeFile file, OpenFlags flags, FileFlags fileFlags)
    {
        _file = file;
        CanWrite = (flags & OpenFlags.Write) != 0;
        CanRead = !CanWrite || (flags & OpenFlags.Read) != 0;
        Flags = fileFlags;
        file.Opened();
    }

    internal override FileType Type => FileType.RegularFile;

    internal override bool CanRead { get; }

    internal override bool CanWrite { get; }

    internal override ulong BytesReady
    {
        get
        {
            lock (_file.Tree.Gate)
            {
                return _file.Size > _position ? _file.Size - _position : 0;
            }
        }
    }

    internal override WasiError SetFlags(FileFlags flags)
    {
        // As on Linux, where the others cannot be changed.
        const FileFlags changeable = FileFlags.Append | FileFlags.NonBlocking;
        Flags = (flags & changeable) | (Flags & ~changeable);
        return WasiError.Success;
    }

    internal override WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        lock (_file.Tree.Gate)
        {
            var error = ReadFrom(_position, vectors, out count);
            _position += count;
            return error;
        }
    }

    internal override WasiError ReadAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count)
    {
        lock (_file.Tree.Gate)
        {
            count = 0;
            return offset > long.MaxValue ? WasiError.Invalid : ReadFrom(offset, vectors, out count);
        }
    }

    internal override WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        lock (_file.Tree.Gate)
        {
            _position = (Flags & FileFlags.Append) != 0 ? _file.Size : _position;
            var error = WriteTo(_position, vectors, out count);
            _position += count;
            return error;
        }
    }

    internal override WasiError WriteAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count)
    {
        lock (_file.Tree.Gate)
        {
            count = 0;

            // Linux appends here too, whatever the offset (pwrite(2), "bugs").
            return offset > long.MaxValue
                ? WasiError.Invalid
                : WriteTo((Flags & FileFlags.Append) != 0 ? _file.Size : offset, vectors, out count);
        }
    }

    internal override WasiError Seek(long offset, SeekOrigin origin, out ulong position)
    {
        lock (_file.Tree.Gate)
        {
            var start = origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => (long)_position,
                _ => (long)_file.Size,
            };
            position = 0;
            if (offset > long.MaxValue - start)
            {
                return WasiError.Overflow;
            }

            if (start + offset < 0)
            {
                return WasiError.Invalid;
            }

            position = _position = (ulong)(start + offset);
            return WasiError.Success;
        }
    }

    internal override WasiError SetSize(ulong size)
    {
        lock (_file.Tree.Gate)
        {
            return CanWrite ? _file.SetSize(size) : WasiError.Invalid;
        }
    }

    internal override WasiError Allocate(ulong offset, ulong length)
    {
        lock (_file.Tree.Gate)
        {
            return CanWrite ? _file.Allocate(offset, length) : WasiError.BadDescriptor;
        }
    }

    internal override WasiError Advise(ulong offset, ulong length, int advice) =>
        length > long.MaxValue ? WasiError.Invalid : WasiError.Success;

    internal override WasiError GetStatus(out FileStatus status)
    {
        lock (_file.Tree.Gate)
        {
            status = _file.Status;
            return WasiError.Success;
        }
    }

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification)
    {
        lock (_file.Tree.Gate)
        {
            return _file.SetTimes(access, modification);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            lock (_file.Tree.Gate)
            {
                _file.Closed();
            }
        }

        base.Dispose(disposing);
    }

    private WasiError ReadFrom(ulong offset, ReadOnlySpan<IoVector> vectors, out ulong count)
    {
        count = 0;
        foreach (var vector in vectors)
        {
            var error = _file.Read(offset + count, vector.Span, out var length);
            if (error != WasiError.Success && count == 0)
            {
                return error;
            }

            count += (ulong)length;
            if ((nuint)length < vector.Length)
            {
                break;
            }
        }

        return WasiError.Success;
    }

    private WasiError WriteTo(ulong offset, ReadOnlySpan<IoVector> vectors, out ulong count)
    {
        count = 0;
        foreach (var vector in vectors)
        {
            var error = _file.Write(offset + count, vector.Span, out var length);
            if (error != WasiError.Success && count == 0)
            {
                return error;
            }

            count += (ulong)length;
            if ((nuint)length < vector.Length)
            {
                break;
            }
        }

        return WasiError.Success;
    }
}

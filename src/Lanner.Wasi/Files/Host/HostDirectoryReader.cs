using System.Buffers.Binary;

namespace Lanner.Wasi.Files.Host;

/// <summary>Reads the entries of a directory. Cookies are the kernel's own (<c>d_off</c> of getdents64(2)): they stay right while the
/// directory changes, and nothing has to be remembered for them. One buffer of entries is kept.</summary>
/// <param name="handle">The directory.</param>
internal sealed unsafe class HostDirectoryReader(int handle)
{
    private readonly byte[] _buffer = new byte[8 << 10];
    private int _length;

    /// <summary>The position of the next entry in the buffer, and its cookie.</summary>
    private int _position;
    private ulong _cookie;

    /// <summary>The cookie of the first entry in the buffer.</summary>
    private ulong _firstCookie;

    private ulong _ownInode;

    internal WasiError Read(ulong cookie, out DirectoryEntry entry)
    {
        entry = default;

        // Whoever begins anew wants to see the directory as it is now.
        if (cookie == 0 || !IsBuffered(cookie))
        {
            _length = 0;
            var position = SystemCalls.Seek(handle, (long)cookie, 0);
            if (position < 0)
            {
                return LinuxErrors.Last;
            }

            (_firstCookie, _cookie, _position) = (cookie, cookie, 0);
        }

        if (_position == _length)
        {
            fixed (byte* address = _buffer)
            {
                var count = SystemCalls.GetEntries(handle, address, _buffer.Length);
                if (count <= 0)
                {
                    _length = _position = 0;
                    _firstCookie = _cookie;
                    return LinuxErrors.Of(count);
                }

                (_firstCookie, _length, _position) = (_cookie, (int)count, 0);
            }
        }

        entry = Take();
        return WasiError.Success;
    }

    /// <summary>Tests whether the buffer goes on at a cookie: guests ask again for the last entry when it did not fit into
    /// theirs.</summary>
    private bool IsBuffered(ulong cookie)
    {
        if (cookie == _cookie)
        {
            return true;
        }

        (_cookie, _position) = (_firstCookie, 0);
        while (_position < _length && cookie != _cookie)
        {
            (_cookie, _position) = (NextCookie, _position + RecordLength);
        }

        return cookie == _cookie;
    }

    // struct linux_dirent64: inode, offset, length of the record, type, name (getdents64(2)).
    private ulong NextCookie => BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_position + 8));

    private int RecordLength => BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_position + 16));

    private DirectoryEntry Take()
    {
        var record = _buffer.AsSpan(_position, RecordLength);
        var name = record[19..];
        name = name[..name.IndexOf((byte)0)];
        var inode = BinaryPrimitives.ReadUInt64LittleEndian(record);
        var type = HostStatus.TypeOf(record[18] << 12);
        if (name.SequenceEqual(".."u8))
        {
            // What lies above is none of the guest's business.
            inode = OwnInode();
        }
        else if (record[18] == 0)
        {
            // Some file systems do not say what kind an entry is.
            fixed (byte* path = name)
            {
                type = HostStatus.OfName(handle, path, out var status) == WasiError.Success ? status.Type : FileType.Unknown;
            }
        }

        (_cookie, _position) = (NextCookie, _position + record.Length);
        return new DirectoryEntry(name, inode, type, _cookie);
    }

    private ulong OwnInode()
    {
        if (_ownInode == 0 && HostStatus.Of(handle, out var status) == WasiError.Success)
        {
            _ownInode = status.Inode;
        }

        return _ownInode;
    }
}

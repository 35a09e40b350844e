namespace Lanner.Wasi.Files.Tree;

/// <summary>Content that is in memory already.</summary>
internal sealed class BytesSource(ReadOnlyMemory<byte> content) : FileSource
{
    internal override ulong Size => (ulong)content.Length;

    internal override WasiError Read(ulong offset, Span<byte> buffer, out int count)
    {
        var rest = content.Span[(int)ulong.Min(offset, Size)..];
        count = int.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return WasiError.Success;
    }
}

/// <summary>Content that has to be unpacked: it is in memory as long as somebody has the file open, and counts among what the tree may
/// take.</summary>
/// <param name="tree">The tree.</param>
/// <param name="size">The size that the archive claims.</param>
/// <param name="open">Opens the packed content.</param>
internal sealed class PackedSource(FileTree tree, long size, Func<Stream> open) : FileSource
{
    private byte[]? _content;

    internal override ulong Size => (ulong)size;

    internal override WasiError Read(ulong offset, Span<byte> buffer, out int count)
    {
        count = 0;
        if (_content is null)
        {
            if (!tree.TryTake(size))
            {
                return WasiError.NoMemory;
            }

            try
            {
                var content = new byte[size];
                using var stream = open();
                stream.ReadExactly(content);
                _content = content;
            }
            catch (Exception exception)
                when (exception is IOException or InvalidDataException or ObjectDisposedException or OutOfMemoryException)
            {
                tree.GiveBack(size);
                return WasiError.InputOutput;
            }
        }

        var rest = _content.AsSpan((int)ulong.Min(offset, (ulong)size));
        count = int.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return WasiError.Success;
    }

    internal override void Close()
    {
        if (_content is not null)
        {
            _content = null;
            tree.GiveBack(size);
        }
    }
}

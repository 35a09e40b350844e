namespace Lanner.Wasi.Files.Tree;

/// <summary>A file: blocks of its content, those of them that were written to. What was never written to is zero, or what the source
/// has.</summary>
internal sealed class TreeFile : TreeNode
{
    private const int BlockSize = 16 << 10;

    private readonly Dictionary<ulong, byte[]> _blocks = [];
    private FileSource? _source;
    private ulong _size;
    private int _openCount;

    internal TreeFile(FileTree tree, FileSource? source = null)
        : base(tree, FileType.RegularFile)
    {
        _source = source;
        _size = source?.Size ?? 0;
    }

    internal override ulong Size => _size;

    internal void Opened() => _openCount++;

    internal void Closed()
    {
        _openCount--;
        if (_openCount == 0)
        {
            _source?.Close();
            FreeIfUnused();
        }
    }

    internal override void Unlinked()
    {
        base.Unlinked();
        FreeIfUnused();
    }

    internal WasiError Read(ulong offset, Span<byte> buffer, out int count)
    {
        count = offset >= _size ? 0 : (int)ulong.Min((ulong)buffer.Length, _size - offset);
        if (_source is { } source)
        {
            return source.Read(offset, buffer[..count], out count);
        }

        for (var done = 0; done < count;)
        {
            var (index, start) = (offset / BlockSize, (int)(offset % BlockSize));
            var part = buffer[done..int.Min(count, done + BlockSize - start)];
            if (_blocks.TryGetValue(index, out var block) && start < block.Length)
            {
                var written = block.AsSpan(start);
                var length = int.Min(written.Length, part.Length);
                written[..length].CopyTo(part);
                part[length..].Clear();
            }
            else
            {
                part.Clear();
            }

            done += part.Length;
            offset += (ulong)part.Length;
        }

        return WasiError.Success;
    }

    /// <summary>Writes as much as there is room for.</summary>
    internal WasiError Write(ulong offset, ReadOnlySpan<byte> bytes, out int count)
    {
        count = 0;
        if (offset > long.MaxValue - (ulong)bytes.Length)
        {
            return WasiError.FileTooLarge;
        }

        var error = Detach();
        while (error == WasiError.Success && count < bytes.Length)
        {
            var (index, start) = (offset / BlockSize, (int)(offset % BlockSize));
            var part = bytes[count..int.Min(bytes.Length, count + BlockSize - start)];
            error = GetBlock(index, start + part.Length, out var block);
            if (error == WasiError.Success)
            {
                part.CopyTo(block.AsSpan(start));
                count += part.Length;
                offset += (ulong)part.Length;
                _size = ulong.Max(_size, offset);
            }
        }

        if (count > 0)
        {
            TouchContent();
        }

        return count > 0 ? WasiError.Success : error;
    }

    internal WasiError SetSize(ulong size)
    {
        if (size > long.MaxValue)
        {
            return WasiError.Invalid;
        }

        if (size == 0)
        {
            _source?.Close();
            _source = null;
        }

        var error = Detach();
        if (error != WasiError.Success)
        {
            return error;
        }

        if (size < _size)
        {
            CutOff(size);
        }

        _size = size;
        TouchContent();
        return WasiError.Success;
    }

    internal WasiError Allocate(ulong offset, ulong length)
    {
        if (length == 0)
        {
            return WasiError.Invalid;
        }

        if (offset > long.MaxValue || length > long.MaxValue - offset)
        {
            return WasiError.FileTooLarge;
        }

        if (length / BlockSize > (ulong)Tree.Remaining / BlockSize)
        {
            return WasiError.NoSpace;
        }

        var error = Detach();
        for (var index = offset / BlockSize; error == WasiError.Success && index <= (offset + length - 1) / BlockSize; index++)
        {
            error = GetBlock(index, BlockSize, out _);
        }

        if (error == WasiError.Success && offset + length > _size)
        {
            _size = offset + length;
            TouchContent();
        }

        return error;
    }

    /// <summary>Copies the content in, so that it can be changed.</summary>
    private WasiError Detach()
    {
        if (_source is not { } source)
        {
            return WasiError.Success;
        }

        for (var offset = 0ul; offset < _size;)
        {
            var length = (int)ulong.Min(BlockSize, _size - offset);
            var error = GetBlock(offset / BlockSize, length, out var block);
            var count = 0;
            error = error == WasiError.Success ? source.Read(offset, block.AsSpan(0, length), out count) : error;
            if (error != WasiError.Success)
            {
                CutOff(0);
                return error;
            }

            // The source may have become shorter; the rest is zero then.
            offset += (ulong)(count > 0 ? count : length);
        }

        source.Close();
        _source = null;
        return WasiError.Success;
    }

    /// <summary>Returns a block with at least so many bytes. The first may be smaller than others, since most files are small.</summary>
    private WasiError GetBlock(ulong index, int length, out byte[] block)
    {
        var isThere = _blocks.TryGetValue(index, out var found);
        block = found ?? [];
        if (block.Length >= length)
        {
            return WasiError.Success;
        }

        var wanted = index > 0
            ? BlockSize
            : int.Min(BlockSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)int.Max(length, 64)));
        if (!Tree.TryTake(wanted - block.Length))
        {
            return WasiError.NoSpace;
        }

        Array.Resize(ref block, wanted);
        _blocks[index] = block;
        return WasiError.Success;
    }

    /// <summary>Frees what lies behind a size.</summary>
    private void CutOff(ulong size)
    {
        var last = size / BlockSize;
        foreach (var (index, block) in _blocks)
        {
            if (index > last || size == 0)
            {
                Tree.GiveBack(block.Length);
                _blocks.Remove(index);
            }
            else if (index == last && (int)(size % BlockSize) < block.Length)
            {
                block.AsSpan((int)(size % BlockSize)).Clear();
            }
        }
    }

    private void FreeIfUnused()
    {
        if (Links == 0 && _openCount == 0)
        {
            CutOff(0);
            _size = 0;
            _source = null;
            Tree.GiveBack(FileTree.NodeCost);
        }
    }
}

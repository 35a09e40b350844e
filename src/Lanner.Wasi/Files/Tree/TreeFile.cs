namespace Lanner.Wasi.Files.Tree;

/// <summary>A file: pieces of its content, those of them that were written to. What was never written to is zero, or what the source
/// has.</summary>
internal sealed class TreeFile : TreeNode
{
    private const int PieceSize = 16 << 10;

    private readonly Dictionary<ulong, byte[]> _pieces = [];
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
            var (index, start) = (offset / PieceSize, (int)(offset % PieceSize));
            var part = buffer[done..int.Min(count, done + PieceSize - start)];
            if (_pieces.TryGetValue(index, out var piece) && start < piece.Length)
            {
                var written = piece.AsSpan(start);
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
            var (index, start) = (offset / PieceSize, (int)(offset % PieceSize));
            var part = bytes[count..int.Min(bytes.Length, count + PieceSize - start)];
            error = GetPiece(index, start + part.Length, out var piece);
            if (error == WasiError.Success)
            {
                part.CopyTo(piece.AsSpan(start));
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

        if (length / PieceSize > (ulong)Tree.Remaining / PieceSize)
        {
            return WasiError.NoSpace;
        }

        var error = Detach();
        for (var index = offset / PieceSize; error == WasiError.Success && index <= (offset + length - 1) / PieceSize; index++)
        {
            error = GetPiece(index, PieceSize, out _);
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
            var length = (int)ulong.Min(PieceSize, _size - offset);
            var error = GetPiece(offset / PieceSize, length, out var piece);
            var count = 0;
            error = error == WasiError.Success ? source.Read(offset, piece.AsSpan(0, length), out count) : error;
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

    /// <summary>A piece with at least so many bytes. The first may be smaller than others, since most files are small.</summary>
    private WasiError GetPiece(ulong index, int length, out byte[] piece)
    {
        var isThere = _pieces.TryGetValue(index, out var found);
        piece = found ?? [];
        if (piece.Length >= length)
        {
            return WasiError.Success;
        }

        var wanted = index > 0
            ? PieceSize
            : int.Min(PieceSize, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)int.Max(length, 64)));
        if (!Tree.TryTake(wanted - piece.Length))
        {
            return WasiError.NoSpace;
        }

        Array.Resize(ref piece, wanted);
        _pieces[index] = piece;
        return WasiError.Success;
    }

    /// <summary>Frees what lies behind a size.</summary>
    private void CutOff(ulong size)
    {
        var last = size / PieceSize;
        foreach (var (index, piece) in _pieces)
        {
            if (index > last || size == 0)
            {
                Tree.GiveBack(piece.Length);
                _pieces.Remove(index);
            }
            else if (index == last && (int)(size % PieceSize) < piece.Length)
            {
                piece.AsSpan((int)(size % PieceSize)).Clear();
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

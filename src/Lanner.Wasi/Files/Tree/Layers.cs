using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Files.Tree;

/// <summary>A path in one layer of an overlay.</summary>
internal sealed record LayerPlace(OpenDirectory Root, byte[] Path)
{
    internal LayerPlace Below(ReadOnlySpan<byte> name) => new(Root, [.. Path, (byte)'/', .. name]);
}

/// <summary>A directory of an overlay, which shows the entries of several, the uppermost first.</summary>
internal sealed class LayeredDirectory(LayerPlace[] places) : DirectorySource
{
    internal override void Fill(TreeDirectory directory)
    {
        for (var index = 0; index < places.Length; index++)
        {
            if (places[index].Root.Open(
                places[index].Path, OpenFlags.Directory | OpenFlags.Read, FileFlags.None, out var node) == WasiError.Success)
            {
                using (node)
                {
                    AddMissing(directory, (OpenDirectory)node!, index);
                }
            }
        }
    }

    private void AddMissing(TreeDirectory directory, OpenDirectory layer, int index)
    {
        for (var cookie = 0ul; layer.ReadEntry(cookie, out var entry) == WasiError.Success && !entry.Name.IsEmpty; cookie = entry.Next)
        {
            if (entry.Name.SequenceEqual("."u8) || entry.Name.SequenceEqual(".."u8) || directory.Find(entry.Name) is not null)
            {
                continue;
            }

            var name = entry.Name.ToArray();
            if (layer.GetStatus(name, follow: false, out var status) == WasiError.Success
                && Make(directory, layer, index, name, status) is { } node)
            {
                directory.Add(name, node);
                (node.AccessTime, node.ModificationTime, node.ChangeTime) = (status.AccessTime, status.ModificationTime, status.ChangeTime);
            }
        }
    }

    private TreeNode? Make(TreeDirectory directory, OpenDirectory layer, int index, byte[] name, FileStatus status)
    {
        var tree = directory.Tree;
        switch (status.Type)
        {
            case FileType.RegularFile:
                return new TreeFile(tree, new LayerFile(places[index].Below(name), status.Size));
            case FileType.Directory:
                return new TreeDirectory(tree, directory, new LayeredDirectory(BelowThatAreDirectories(name, index)));
            case FileType.SymbolicLink:
                var target = new byte[PathRules.MaximumLength];
                return layer.ReadLink(name, target, out var length) == WasiError.Success && length > 0
                    ? new TreeLink(tree, target[..length])
                    : null;
            default:
                return null;
        }
    }

    /// <summary>The layers that have a directory of a name. One below something else of that name is hidden by it, with all
    /// below.</summary>
    private LayerPlace[] BelowThatAreDirectories(byte[] name, int first)
    {
        var below = new List<LayerPlace>();
        for (var index = first; index < places.Length; index++)
        {
            var place = places[index].Below(name);
            var error = place.Root.GetStatus(place.Path, follow: false, out var status);
            if (error == WasiError.Success && status.Type != FileType.Directory)
            {
                break;
            }

            if (error == WasiError.Success)
            {
                below.Add(place);
            }
        }

        return [.. below];
    }
}

/// <summary>The content of a file as its layer has it.</summary>
internal sealed unsafe class LayerFile(LayerPlace place, ulong size) : FileSource
{
    private OpenFile? _file;

    internal override ulong Size => size;

    internal override WasiError Read(ulong offset, Span<byte> buffer, out int count)
    {
        count = 0;
        if (_file is null)
        {
            var error = place.Root.Open(place.Path, OpenFlags.Read, FileFlags.None, out var node);
            if (error != WasiError.Success)
            {
                return error;
            }

            if (node is not OpenFile { Type: FileType.RegularFile } file)
            {
                node!.Dispose();
                return WasiError.InputOutput;
            }

            _file = file;
        }

        // Guests' memories do not move, but the overlay also reads into its own arrays.
        fixed (byte* address = buffer)
        {
            var vector = new IoVector(address, buffer.Length);
            var error = _file.ReadAt(new ReadOnlySpan<IoVector>(in vector), offset, default, out var length);
            count = (int)length;
            return error;
        }
    }

    internal override void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}

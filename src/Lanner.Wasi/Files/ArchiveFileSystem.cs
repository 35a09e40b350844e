using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Tree;

namespace Lanner.Wasi;

/// <summary>The files of an archive, or those embedded in an assembly, to be read only. What archives claim is not trusted: they cannot
/// take more memory than allowed, nor name anything outside of themselves. May be used by several threads and guests at once.</summary>
public sealed class ArchiveFileSystem : FileSystem, IDisposable
{
    private const long DefaultMaximum = 256 << 20;

    private readonly FileTree _tree;
    private IDisposable? _archive;

    private ArchiveFileSystem(long maximumBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        _tree = new FileTree(maximumBytes, isReadOnly: true, TimeProvider.System);
    }

    /// <summary>Opens a zip archive. Files are unpacked while a guest has them open.</summary>
    /// <param name="path">The archive's path.</param>
    /// <param name="maximumBytes">The number of bytes that the index and the files that are open at once may take; 256 MiB by
    /// default.</param>
    /// <exception cref="IOException">The file cannot be opened, or the index takes more than allowed.</exception>
    /// <exception cref="InvalidDataException">It is not a zip archive, or contains names that no file can have.</exception>
    public static ArchiveFileSystem OpenZip(string path, long maximumBytes = DefaultMaximum) => OpenZip(File.OpenRead(path), maximumBytes);

    /// <summary>Opens a zip archive. Files are unpacked while a guest has them open.</summary>
    /// <param name="stream">The archive. The file system needs it as long as it lives, and then closes it.</param>
    /// <param name="maximumBytes">The number of bytes that the index and the files that are open at once may take; 256 MiB by
    /// default.</param>
    /// <exception cref="IOException">The stream cannot be read, or the index takes more than allowed.</exception>
    /// <exception cref="InvalidDataException">It is not a zip archive, or contains names that no file can have.</exception>
    public static ArchiveFileSystem OpenZip(Stream stream, long maximumBytes = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ZipArchive? archive = null;
        try
        {
            var fileSystem = new ArchiveFileSystem(maximumBytes);
            archive = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (var entry in archive.Entries)
            {
                fileSystem.Add(entry);
            }

            fileSystem._archive = archive;
            return fileSystem;
        }
        catch
        {
            archive?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tar archive, as it is or packed with gzip, into memory.</summary>
    /// <param name="path">The archive's path.</param>
    /// <param name="maximumBytes">The number of bytes that the files may take; 256 MiB by default.</param>
    /// <exception cref="IOException">The file cannot be opened, or the files take more than allowed.</exception>
    /// <exception cref="InvalidDataException">It is not a tar archive, or contains names that no file can have.</exception>
    public static ArchiveFileSystem ReadTar(string path, long maximumBytes = DefaultMaximum)
    {
        using var stream = File.OpenRead(path);
        return ReadTar(stream, maximumBytes);
    }

    /// <summary>Reads a tar archive, as it is or packed with gzip, into memory.</summary>
    /// <param name="stream">The archive. It is read to its end and not needed any more then.</param>
    /// <param name="maximumBytes">The number of bytes that the files may take; 256 MiB by default.</param>
    /// <exception cref="IOException">The stream cannot be read, or the files take more than allowed.</exception>
    /// <exception cref="InvalidDataException">It is not a tar archive, or contains names that no file can have.</exception>
    public static ArchiveFileSystem ReadTar(Stream stream, long maximumBytes = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var fileSystem = new ArchiveFileSystem(maximumBytes);
        var buffered = new BufferedStream(stream);
        using var unpacked = IsGzip(buffered, out var whole) ? new GZipStream(whole, CompressionMode.Decompress) : whole;
        using var reader = new TarReader(unpacked, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            fileSystem.Add(entry);
        }

        return fileSystem;
    }

    /// <summary>The resources embedded in an assembly whose names begin with a prefix, as files that are named by the rest. In a project
    /// file, <c>&lt;EmbeddedResource Include="data/**" LogicalName="data/%(RecursiveDir)%(Filename)%(Extension)" /&gt;</c> keeps the
    /// folders.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="prefix">The prefix, such as <c>data/</c>.</param>
    /// <param name="maximumBytes">The number of bytes that the files that are open at once may take; 256 MiB by default.</param>
    /// <exception cref="InvalidDataException">Resources have names that no file can have.</exception>
    public static ArchiveFileSystem FromResources(Assembly assembly, string prefix, long maximumBytes = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(prefix);
        var fileSystem = new ArchiveFileSystem(maximumBytes);
        var tree = fileSystem._tree;
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var source = new PackedSource(tree, stream.Length, () => assembly.GetManifestResourceStream(name)!);
            FileTreeEditor.Add(tree, name[prefix.Length..].Replace('\\', '/'), () => new TreeFile(tree, source), FileTree.NodeCost);
        }

        return fileSystem;
    }

    /// <summary>Closes the archive. Files that were not read before cannot be read any more.</summary>
    public void Dispose()
    {
        lock (_tree.Gate)
        {
            _archive?.Dispose();
            _archive = null;
        }
    }

    internal override OpenDirectory OpenRoot() => new TreeOpenDirectory(_tree.Root);

    private static bool IsGzip(Stream stream, out Stream whole)
    {
        var start = new byte[2];
        var count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        whole = new PrefixedStream(start.AsMemory(0, count), stream);
        return count == 2 && start[0] == 0x1F && start[1] == 0x8B;
    }

    private static ulong ToNanoseconds(DateTimeOffset time) => (ulong)long.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks) * 100;

    private void Add(ZipArchiveEntry entry)
    {
        // Packers on Unix put the kind of a file there (the mode of stat, in the upper half).
        var isLink = ((entry.ExternalAttributes >> 16) & 0xF000) == 0xA000;
        if (entry.FullName.EndsWith('/'))
        {
            SetTime(FileTreeEditor.AddDirectory(_tree, entry.FullName), entry.LastWriteTime);
        }
        else if (isLink && entry.Length <= PathRules.MaximumLength)
        {
            var target = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(target);
            AddLink(entry.FullName, target);
        }
        else
        {
            var source = new PackedSource(_tree, entry.Length, entry.Open);
            FileTreeEditor.Add(_tree, entry.FullName, () => SetTime(new TreeFile(_tree, source), entry.LastWriteTime), FileTree.NodeCost);
        }
    }

    private void Add(TarEntry entry)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                SetTime(FileTreeEditor.AddDirectory(_tree, entry.Name), entry.ModificationTime);
                break;
            case TarEntryType.SymbolicLink:
                AddLink(entry.Name, Encoding.UTF8.GetBytes(entry.LinkName));
                break;
            case TarEntryType.HardLink:
                var target = FileTreeEditor.Find(_tree, entry.LinkName) is TreeFile file
                    ? file
                    : throw new InvalidDataException($"{entry.Name} is a link to {entry.LinkName}, which does not come before it.");
                FileTreeEditor.Add(_tree, entry.Name, () => target, 0);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                var length = entry.Length;
                FileTreeEditor.Add(
                    _tree, entry.Name, () => SetTime(new TreeFile(_tree, new BytesSource(Read(entry))), entry.ModificationTime),
                    FileTree.NodeCost + length);
                break;
            default:
                // Devices and pipes mean nothing here.
                break;
        }
    }

    private static byte[] Read(TarEntry entry)
    {
        var content = new byte[entry.Length];
        entry.DataStream?.ReadExactly(content);
        return content;
    }

    private void AddLink(string path, byte[] target)
    {
        if (target.Length > 0)
        {
            FileTreeEditor.Add(_tree, path, () => new TreeLink(_tree, target), FileTree.NodeCost + target.Length);
        }
    }

    private static TNode SetTime<TNode>(TNode node, DateTimeOffset time)
        where TNode : TreeNode
    {
        node.AccessTime = node.ModificationTime = node.ChangeTime = ToNanoseconds(time);
        return node;
    }
}

using System.Text;
using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Tree;

namespace Lanner.Wasi;

/// <summary>A file system in memory, empty at first. It behaves as one of Linux does. May be used by several threads and guests at
/// once.</summary>
public sealed class InMemoryFileSystem : FileSystem
{
    private readonly FileTree _tree;

    /// <summary>Makes an empty file system.</summary>
    /// <param name="maximumBytes">The number of bytes that it may take, with 512 for each file; what does not fit is refused with "no space
    /// left". 64 MiB by default.</param>
    /// <param name="time">The source of the times of files; null for the system's clock.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumBytes"/> is negative.</exception>
    public InMemoryFileSystem(long maximumBytes = 64 << 20, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        _tree = new FileTree(maximumBytes, isReadOnly: false, time ?? TimeProvider.System);
    }

    /// <summary>Writes a file, in place of one that is there. Directories on the way are made.</summary>
    /// <param name="path">Its path, such as <c>folder/name.txt</c>.</param>
    /// <param name="content">The content of the file.</param>
    /// <exception cref="IOException">There is no room, or the path names a directory or leads through a file.</exception>
    /// <exception cref="InvalidDataException">The path contains a name that no file can have.</exception>
    public void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_tree.Gate)
        {
            var file = new TreeFile(_tree);
            FileTreeEditor.Add(_tree, path, () => file, FileTree.NodeCost);
            if (file.Write(0, content, out var count) != WasiError.Success || count < content.Length)
            {
                throw new IOException($"There is no room for {path}: the file system may not take more.");
            }
        }
    }

    /// <summary>Writes a text file in UTF-8, in place of one that is there. Directories on the way are made.</summary>
    /// <param name="path">Its path, such as <c>folder/name.txt</c>.</param>
    /// <param name="text">The text of the file.</param>
    /// <exception cref="IOException">There is no room, or the path names a directory or leads through a file.</exception>
    /// <exception cref="InvalidDataException">The path contains a name that no file can have.</exception>
    public void WriteFile(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        WriteFile(path, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Makes a directory, and those on the way, unless they are there.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="IOException">There is no room, or the path leads through a file.</exception>
    /// <exception cref="InvalidDataException">The path contains a name that no directory can have.</exception>
    public void CreateDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_tree.Gate)
        {
            FileTreeEditor.AddDirectory(_tree, path);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file has more than 2 GiB.</exception>
    public byte[] ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_tree.Gate)
        {
            var file = FileTreeEditor.Find(_tree, path) as TreeFile ?? throw new FileNotFoundException($"There is no file {path}.", path);
            if (file.Size > (ulong)Array.MaxLength)
            {
                throw new IOException($"{path} has {file.Size} bytes, more than an array holds.");
            }

            var content = new byte[file.Size];
            file.Read(0, content, out _);
            return content;
        }
    }

    /// <summary>Tests whether there is a file, directory or link.</summary>
    /// <param name="path">Its path.</param>
    public bool Exists(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_tree.Gate)
        {
            return FileTreeEditor.Find(_tree, path) is not null;
        }
    }

    /// <summary>The names in a directory, in the order in which they came.</summary>
    /// <param name="path">Its path; empty for the top.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public IReadOnlyList<string> ListDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_tree.Gate)
        {
            var directory = FileTreeEditor.Find(_tree, path) as TreeDirectory
                ?? throw new DirectoryNotFoundException($"There is no directory {path}.");
            var names = new List<string>();
            for (var entry = directory.ReadEntry(2); !entry.Name.IsEmpty; entry = directory.ReadEntry(entry.Next))
            {
                names.Add(Encoding.UTF8.GetString(entry.Name));
            }

            return names;
        }
    }

    internal override OpenDirectory OpenRoot() => new TreeOpenDirectory(_tree.Root);
}

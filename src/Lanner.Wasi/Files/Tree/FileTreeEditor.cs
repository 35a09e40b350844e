using System.Text;

namespace Lanner.Wasi.Files.Tree;

/// <summary>Puts files into a tree on behalf of the host, by paths such as <c>folder/name</c>; directories on the way are made. A slash in
/// front does not matter.</summary>
internal static class FileTreeEditor
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Adds something, in place of a file that is there.</summary>
    /// <exception cref="IOException">The path leads through something that is no directory, or there is no room.</exception>
    /// <exception cref="InvalidDataException">The path contains names that no file can have.</exception>
    internal static void Add(FileTree tree, string path, Func<TreeNode> make, long cost)
    {
        var (parent, name) = FindParent(tree, path);
        if (parent.Find(name) is { } old)
        {
            if (old is TreeDirectory)
            {
                throw new IOException($"{path} is a directory.");
            }

            parent.Remove(name);
        }

        Reckon(tree, path, cost);
        parent.Add(name, make());
    }

    /// <summary>Makes a directory unless it is there.</summary>
    internal static TreeDirectory AddDirectory(FileTree tree, string path)
    {
        var directory = tree.Root;
        foreach (var name in Split(path))
        {
            directory = Enter(tree, directory, name, path);
        }

        return directory;
    }

    internal static TreeNode? Find(FileTree tree, string path)
    {
        TreeNode node = tree.Root;
        foreach (var name in Split(path))
        {
            if (node is not TreeDirectory directory || directory.Find(name) is not { } next)
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    private static (TreeDirectory Parent, byte[] Name) FindParent(FileTree tree, string path)
    {
        var names = Split(path).ToArray();
        if (names.Length == 0)
        {
            throw new InvalidDataException($"'{path}' names no file.");
        }

        var directory = tree.Root;
        foreach (var name in names[..^1])
        {
            directory = Enter(tree, directory, name, path);
        }

        return (directory, names[^1]);
    }

    private static TreeDirectory Enter(FileTree tree, TreeDirectory directory, byte[] name, string path)
    {
        if (directory.Find(name) is not { } node)
        {
            Reckon(tree, path, FileTree.NodeCost);
            node = new TreeDirectory(tree, directory);
            directory.Add(name, node);
        }

        return node as TreeDirectory ?? throw new IOException($"{path} leads through something that is no directory.");
    }

    private static void Reckon(FileTree tree, string path, long cost)
    {
        if (!tree.TryTake(cost))
        {
            throw new IOException($"There is no room for {path}: the file system may not take more.");
        }
    }

    private static IEnumerable<byte[]> Split(string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            var name = Strict.GetBytes(part);
            yield return part == ".." || name.Length > PathRules.MaximumNameLength || name.Contains((byte)0)
                ? throw new InvalidDataException($"'{path}' is not a path within a file system.")
                : name;
        }
    }
}

using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Tree;

namespace Lanner.Wasi;

/// <summary>Several file systems on top of each other, of which none is changed: what guests write, rename and remove stays in memory and
/// is gone with the overlay. Where several layers have a file of one name, the first is seen; directories of one name show the entries of
/// all. Only files, directories and symbolic links are seen. May be used by several threads and guests at once.</summary>
/// <remarks>The entries of a directory are fetched when it is first looked into; what is added to the layers later does not appear. The
/// content of a file is read from its layer until a guest changes the file, which copies it.</remarks>
/// <example><code>
/// var fileSystem = new OverlayFileSystem([new HostDirectory("/srv/template")]);
/// builder.AddFileSystem(fileSystem, "/work");
/// </code></example>
public sealed class OverlayFileSystem : FileSystem
{
    private readonly FileTree _tree;

    /// <summary>Lays file systems on top of each other.</summary>
    /// <param name="layers">The file systems, the uppermost first.</param>
    /// <param name="maximumBytes">The number of bytes that the changes may take, with 512 bytes for each file that is made; 64 MiB by
    /// default.</param>
    /// <exception cref="IOException">A layer cannot be opened.</exception>
    public OverlayFileSystem(IEnumerable<FileSystem> layers, long maximumBytes = 64 << 20)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        var places = layers.Select(layer => new LayerPlace(layer.OpenRoot(), "."u8.ToArray())).ToArray();
        _tree = new FileTree(maximumBytes, isReadOnly: false, TimeProvider.System, new LayeredDirectory(places));
    }

    internal override OpenDirectory OpenRoot() => new TreeOpenDirectory(_tree.Root);
}

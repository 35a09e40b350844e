namespace Lanner.Wasi.Files.Tree;

/// <summary>Where the content of a file comes from as long as nobody has written to it.</summary>
internal abstract class FileSource
{
    internal abstract ulong Size { get; }

    internal abstract WasiError Read(ulong offset, Span<byte> buffer, out int count);

    /// <summary>Nobody has the file open any more.</summary>
    internal virtual void Close()
    {
    }
}

/// <summary>Where the entries of a directory come from. Asked once, when they are first needed.</summary>
internal abstract class DirectorySource
{
    internal abstract void Fill(TreeDirectory directory);
}

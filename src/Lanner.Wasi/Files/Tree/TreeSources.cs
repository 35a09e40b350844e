namespace Lanner.Wasi.Files.Tree;

/// <summary>The source of a file's content as long as nobody has written to the file.</summary>
internal abstract class FileSource
{
    internal abstract ulong Size { get; }

    internal abstract WasiError Read(ulong offset, Span<byte> buffer, out int count);

    /// <summary>Nobody has the file open any more.</summary>
    internal virtual void Close()
    {
    }
}

/// <summary>The source of a directory's entries. Asked once, when they are first needed.</summary>
internal abstract class DirectorySource
{
    internal abstract void Fill(TreeDirectory directory);
}

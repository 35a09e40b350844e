using System.Text.Unicode;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>A <c>directory-entry-stream</c>: a way through a directory.</summary>
internal sealed class DirectoryEntryStream(SharedNode shared) : HostResource
{
    private ulong _cookie;
    private bool _isAtEnd;

    /// <summary>Reads the next entry, those of the directory itself and of the one above left out.</summary>
    /// <param name="name">The name; null at the end.</param>
    /// <param name="type">The kind of what it names.</param>
    internal WasiError Read(out byte[]? name, out FileType type)
    {
        (name, type) = (null, default);
        var directory = (OpenDirectory)shared.Node;
        lock (directory)
        {
            while (!_isAtEnd)
            {
                var error = directory.ReadEntry(_cookie, out var entry);
                if (error != WasiError.Success)
                {
                    return error;
                }

                _cookie = entry.Next;
                _isAtEnd = entry.Name.IsEmpty;
                if (!_isAtEnd && !entry.Name.SequenceEqual("."u8) && !entry.Name.SequenceEqual(".."u8))
                {
                    (name, type) = (entry.Name.ToArray(), entry.Type);
                    break;
                }
            }
        }

        // No string of the component model.
        return name is not null && !Utf8.IsValid(name) ? WasiError.IllegalSequence : WasiError.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            shared.Release();
        }

        base.Dispose(disposing);
    }
}

using System.Text;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>Something that is done with a path in a directory.</summary>
internal delegate WasiError PathAction(OpenDirectory directory, ReadOnlySpan<byte> path);

/// <summary>Paths of guests.</summary>
internal static class PathUse
{
    /// <summary>Does something with a path in a directory.</summary>
    /// <param name="call">The call.</param>
    /// <param name="descriptor">The index of the argument that is the directory.</param>
    /// <param name="path">The index of the argument that is the path.</param>
    /// <param name="action">The thing to do.</param>
    internal static WasiError In(InterfaceCall call, int descriptor, int path, PathAction action)
    {
        var directory = call.Resource<FileDescriptor>(descriptor);
        if (directory.Directory is not { } node)
        {
            return WasiError.NotDirectory;
        }

        var name = Encode(call[path].AsString());
        var error = action(node, name);
        if (error == WasiError.NotPermitted && directory.GrantedAs is { } granted
            && (name.AsSpan().StartsWith("/"u8) || name.AsSpan().IndexOf(".."u8) >= 0))
        {
            // It leads out of what was granted: worth a hint, as in WASI 0.1.
            call.Context.NoteMissing(granted, name);
        }

        return error;
    }

    /// <summary>The bytes of a path, or as many of one that is too long as tell that it is.</summary>
    internal static byte[] Encode(string path) =>
        Encoding.UTF8.GetBytes(path.Length > PathRules.MaximumLength ? path[..(PathRules.MaximumLength + 1)] : path);
}

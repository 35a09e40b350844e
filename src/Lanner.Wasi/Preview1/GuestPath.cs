using System.Text;

namespace Lanner.Wasi.Preview1;

/// <summary>Paths as guests write them: UTF-8, relative to a directory.</summary>
internal static class GuestPath
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The path for a system call, after what no path may be was refused.</summary>
    internal static byte[] ToNative(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            throw new WasiException(Errno.NoEntry);
        }

        if (path[0] == '/')
        {
            throw new WasiException(Errno.NotPermitted);
        }

        if (path.Contains((byte)0))
        {
            throw new WasiException(Errno.Invalid);
        }

        if (path.Length > 4096)
        {
            throw new WasiException(Errno.NameTooLong);
        }

        try
        {
            Strict.GetCharCount(path);
        }
        catch (DecoderFallbackException)
        {
            throw new WasiException(Errno.IllegalSequence);
        }

        return [.. path, 0];
    }

    /// <summary>A path of the host for a system call.</summary>
    internal static byte[] ToNative(string path) => [.. Encoding.UTF8.GetBytes(path), 0];

    /// <summary>The directory and the last name of a path. The name keeps trailing slashes, which say that it must be a directory.</summary>
    internal static (byte[] Parent, byte[] Name) Split(ReadOnlySpan<byte> path)
    {
        ToNative(path);
        var trimmed = path.TrimEnd((byte)'/');
        var slash = trimmed.LastIndexOf((byte)'/');
        var name = path[(slash + 1)..];
        if (trimmed[(slash + 1)..].SequenceEqual(".."u8))
        {
            throw new WasiException(Errno.NotPermitted);
        }

        return (slash < 0 ? "."u8.ToArray() : path[..slash].ToArray(), name.ToArray());
    }
}

using System.Text;
using System.Text.Unicode;

namespace Lanner.Wasi.Files;

/// <summary>The rules for a guest's paths: UTF-8, relative to a directory.</summary>
internal static class PathRules
{
    /// <summary>The longest path of Linux, without the zero byte at its end.</summary>
    internal const int MaximumLength = 4095;

    /// <summary>The longest name in a directory.</summary>
    internal const int MaximumNameLength = 255;

    /// <summary>The number of links that may be followed on the way of one path, as on Linux.</summary>
    internal const int MaximumLinks = 40;

    /// <summary>Refuses what no path may be, before a file system sees it.</summary>
    internal static WasiError Check(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return WasiError.NoEntry;
        }

        if (path.Length > MaximumLength)
        {
            return WasiError.NameTooLong;
        }

        if (path.IndexOf((byte)0) >= 0)
        {
            return WasiError.Invalid;
        }

        if (!Utf8.IsValid(path))
        {
            return WasiError.IllegalSequence;
        }

        return path[0] == '/' ? WasiError.NotPermitted : WasiError.Success;
    }

    /// <summary>Refuses what the target of a new link may not be. One that leads out is never followed, but would mislead others who use
    /// the directory.</summary>
    internal static WasiError CheckLinkTarget(ReadOnlySpan<byte> target) => Check(target);

    /// <summary>Returns the index where the last name of a path starts, its trailing slashes left aside.</summary>
    internal static int StartOfLastName(ReadOnlySpan<byte> path) => path.TrimEnd((byte)'/').LastIndexOf((byte)'/') + 1;

    /// <summary>A path of the host for system calls: UTF-8 with a zero byte at its end.</summary>
    internal static byte[] ToNative(string path) => [.. Encoding.UTF8.GetBytes(path), 0];
}

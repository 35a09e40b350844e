using System.Runtime.InteropServices;

namespace Lanner.Wasi.Files.Host;

/// <summary>Opens paths beneath a directory step by step, for kernels without openat2. No step follows a link by itself: each name is
/// opened where the walk stands, links are read and their targets walked in the same way, and ".." goes back to a directory that the walk
/// has come through and kept open. Whatever others replace meanwhile, each handle is of something that was reached from the directory by
/// names alone.</summary>
internal sealed unsafe class BeneathWalk : IDisposable
{
    /// <summary>The maximum depth of a path. Each directory on the way is held open.</summary>
    private const int MaximumDepth = 256;

    /// <summary>The directories on the way, the last of which is where the walk stands. The first is the caller's.</summary>
    private readonly List<int> _directories = [];

    private ReadOnlyMemory<byte> _path;
    private int _links;

    private BeneathWalk(int directory, ReadOnlySpan<byte> path)
    {
        _directories.Add(directory);
        _path = path.ToArray();
    }

    private int Current => _directories[^1];

    /// <summary>Opens a path with flags of open(2).</summary>
    internal static WasiError Open(int directory, ReadOnlySpan<byte> path, int flags, out int handle)
    {
        using var walk = new BeneathWalk(directory, path);
        return walk.Run(flags, out handle);
    }

    public void Dispose()
    {
        foreach (var directory in _directories.Skip(1))
        {
            _ = SystemCalls.Close(directory);
        }
    }

    private WasiError Run(int flags, out int handle)
    {
        handle = -1;
        while (true)
        {
            var (name, hasSlash) = TakeName();
            var isLast = _path.IsEmpty;
            WasiError error;
            if (name.Span.SequenceEqual(".."u8))
            {
                error = GoBack();
                _path = isLast ? "."u8.ToArray() : _path;
            }
            else if (isLast)
            {
                error = OpenLast(name.Span, hasSlash, flags, out handle);
                if (error != WasiError.Success || handle >= 0)
                {
                    return error;
                }
            }
            else
            {
                error = name.Span.SequenceEqual("."u8) ? WasiError.Success : GoInto(name.Span);
            }

            if (error != WasiError.Success)
            {
                return error;
            }
        }
    }

    /// <summary>Takes the first name off the path. Behind a name with a slash only the rest is left that is not slashes.</summary>
    private (ReadOnlyMemory<byte> Name, bool HasSlash) TakeName()
    {
        var slash = _path.Span.IndexOf((byte)'/');
        var name = slash < 0 ? _path : _path[..slash];
        _path = slash < 0 ? default : _path[(_path.Length - _path.Span[slash..].TrimStart((byte)'/').Length)..];
        return (name, slash >= 0);
    }

    private WasiError GoBack()
    {
        if (_directories.Count == 1)
        {
            return WasiError.NotPermitted;
        }

        _ = SystemCalls.Close(Current);
        _directories.RemoveAt(_directories.Count - 1);
        return WasiError.Success;
    }

    /// <summary>Goes into a directory, or puts a link's target in front of the path.</summary>
    private WasiError GoInto(ReadOnlySpan<byte> name)
    {
        const int flags = SystemCalls.OpenPathOnly | SystemCalls.OpenCloseOnExec | SystemCalls.OpenReadOnly;
        fixed (byte* path = Terminate(name))
        {
            var next = SystemCalls.OpenAt(Current, path, flags | SystemCalls.OpenNoFollow | SystemCalls.OpenDirectory, 0);
            if (next < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                return error == LinuxErrors.NotDirectory && ReadLink(path) is { } target
                    ? Follow(target, hasSlash: true)
                    : LinuxErrors.FromLinux(error);
            }

            if (_directories.Count > MaximumDepth)
            {
                _ = SystemCalls.Close(next);
                return WasiError.NameTooLong;
            }

            _directories.Add(next);
            return WasiError.Success;
        }
    }

    /// <summary>Opens the last name, or puts the target of a link that is to be followed in its place. The handle is then still
    /// negative.</summary>
    private WasiError OpenLast(ReadOnlySpan<byte> name, bool hasSlash, int flags, out int handle)
    {
        const int createNew = SystemCalls.OpenCreate | SystemCalls.OpenExclusive;
        handle = -1;
        if (hasSlash)
        {
            if ((flags & SystemCalls.OpenCreate) != 0)
            {
                return WasiError.IsDirectory;
            }

            // A slash asks for a directory and follows a link, as it does on Linux.
            flags = (flags | SystemCalls.OpenDirectory) & ~SystemCalls.OpenNoFollow;
        }

        fixed (byte* path = Terminate(name))
        {
            var follows = (flags & SystemCalls.OpenNoFollow) == 0 && (flags & createNew) != createNew;
            if (follows && ReadLink(path) is { } target)
            {
                return Follow(target, hasSlash);
            }

            // Should the name have become a link since, this refuses it.
            handle = SystemCalls.OpenAt(Current, path, flags | SystemCalls.OpenNoFollow, (flags & SystemCalls.OpenCreate) != 0 ? 0x1B6 : 0);
            var error = LinuxErrors.Of(handle);
            if (error == WasiError.Success && follows && (flags & SystemCalls.OpenPathOnly) != 0
                && HostStatus.Of(handle, out var status) == WasiError.Success && status.Type == FileType.SymbolicLink)
            {
                // With O_PATH links themselves can be opened, which is not what was asked for.
                _ = SystemCalls.Close(handle);
                handle = -1;
                return WasiError.Loop;
            }

            return error;
        }
    }

    private WasiError Follow(byte[] target, bool hasSlash)
    {
        if (++_links > PathRules.MaximumLinks)
        {
            return WasiError.Loop;
        }

        if (target[0] == '/')
        {
            return WasiError.NotPermitted;
        }

        _path = hasSlash ? (byte[])[.. target, (byte)'/', .. _path.Span] : target;
        return _path.Length > 4 * PathRules.MaximumLength ? WasiError.NameTooLong : WasiError.Success;
    }

    /// <summary>The target of a link, or null for what is none.</summary>
    private byte[]? ReadLink(byte* name)
    {
        var buffer = stackalloc byte[PathRules.MaximumLength + 1];
        var length = (int)SystemCalls.ReadLink(Current, name, buffer, PathRules.MaximumLength + 1);
        return length > 0 ? new ReadOnlySpan<byte>(buffer, length).ToArray() : null;
    }

    private static byte[] Terminate(ReadOnlySpan<byte> name) => [.. name, 0];
}

using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Host;

namespace Lanner.Wasi;

/// <summary>A directory of the host with everything below it. Guests cannot leave it, whatever links, names or changes by others they try
/// with. Only on Linux, whose system calls make that possible.</summary>
public sealed class HostDirectory : FileSystem
{
    private readonly string _path;
    private readonly bool _walks;

    /// <summary>Names a directory. It is opened when a guest is given it.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="PlatformNotSupportedException">The operating system is not Linux.</exception>
    public HostDirectory(string path)
        : this(path, walks: false)
    {
    }

    /// <param name="path">The directory.</param>
    /// <param name="walks">True if paths are walked step by step even where the kernel could do it.</param>
    internal HostDirectory(string path, bool walks)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException(
                "Directories of the host can be granted on Linux only. File systems in memory work everywhere.");
        }

        _path = System.IO.Path.GetFullPath(path);
        _walks = walks;
    }

    /// <summary>The directory.</summary>
    public string Path => _path;

    internal override unsafe OpenDirectory OpenRoot()
    {
        fixed (byte* native = PathRules.ToNative(_path))
        {
            const int flags = SystemCalls.OpenReadOnly | SystemCalls.OpenCloseOnExec;
            var handle = SystemCalls.OpenAt(SystemCalls.CurrentDirectory, native, flags | SystemCalls.OpenDirectory, 0);
            if (handle < 0 && LinuxErrors.Last == WasiError.AccessDenied)
            {
                // What cannot be listed may still be passed through.
                handle = SystemCalls.OpenAt(
                    SystemCalls.CurrentDirectory, native, flags | SystemCalls.OpenDirectory | SystemCalls.OpenPathOnly, 0);
            }

            return handle >= 0
                ? new HostOpenDirectory(new HostHandle(handle), _walks)
                : throw new DirectoryNotFoundException($"{_path} is not a directory that can be opened ({LinuxErrors.Last}).");
        }
    }
}

using System.Collections;
using System.Runtime.InteropServices;
using Lanner.Wasi;

namespace Lanner.Native;

/// <summary>The grants of a program of WASI, until a linker first needs them; then its context.</summary>
internal sealed unsafe class WasiState
{
    private readonly WasiContextBuilder _builder = new();
    private readonly List<string> _arguments = [];
    private WasiContext? _context;

    /// <summary>Standard output and error that are kept; null where they are not.</summary>
    private readonly CapturedOutput?[] _captured = new CapturedOutput?[2];

    /// <summary>The grants, while they can be changed.</summary>
    /// <exception cref="InvalidOperationException">A linker has the context.</exception>
    internal WasiContextBuilder Builder => _context is null
        ? _builder
        : throw new InvalidOperationException("The context is in use by a linker; what it grants cannot be changed any more.");

    internal WasiContext Context
    {
        get
        {
            if (_context is null)
            {
                _builder.Arguments = _arguments;
                _context = _builder.Build();
            }

            return _context;
        }
    }

    internal void AddArgument(string argument)
    {
        _ = Builder;
        _arguments.Add(argument);
    }

    /// <summary>Grants the content of a zip or tar file.</summary>
    internal void AddArchive(string hostPath, string guestPath) =>
        Builder.AddFileSystem(OpenArchive(hostPath), guestPath, DirectoryRights.ReadOnly);

    /// <summary>Grants a directory or an archive, under changes that stay in memory.</summary>
    internal void AddOverlay(string hostPath, string guestPath, ulong maximum)
    {
        FileSystem layer = File.Exists(hostPath) ? OpenArchive(hostPath) : new HostDirectory(hostPath);
        Builder.AddFileSystem(new OverlayFileSystem([layer], (long)Math.Min(maximum, long.MaxValue)), guestPath);
    }

    /// <summary>Adds the variables that the process has now. .NET itself knows those that it had when .NET was started.</summary>
    internal void InheritEnvironment()
    {
        var builder = Builder;
        if (!OperatingSystem.IsWindows()
            && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out var address))
        {
            for (var entry = *(byte***)address; entry is not null && *entry is not null; entry++)
            {
                var text = Marshal.PtrToStringUTF8((nint)(*entry))!;
                var end = text.IndexOf('=', StringComparison.Ordinal);
                if (end > 0)
                {
                    builder.Environment[text[..end]] = text[(end + 1)..];
                }
            }

            return;
        }

        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            builder.Environment[(string)variable.Key] = (string)variable.Value!;
        }
    }

    /// <summary>Grants streams of the process.</summary>
    internal void Inherit(uint streams)
    {
        var builder = Builder;
        RequireStreams(streams);
        if ((streams & 1) != 0)
        {
            builder.Input = WasiInput.Inherited;
        }

        if ((streams & 2) != 0)
        {
            builder.Output = WasiOutput.Inherited;
        }

        if ((streams & 4) != 0)
        {
            builder.Error = WasiOutput.Inherited;
        }
    }

    /// <summary>Keeps what is written to standard output or error.</summary>
    internal void Capture(uint streams, nuint maximum)
    {
        var builder = Builder;
        RequireStreams(streams);
        if ((streams & 1) != 0)
        {
            throw new ArgumentException("Standard input cannot be captured; lanner_wasi_set_input gives it bytes.");
        }

        var bytes = (int)Math.Min(maximum, int.MaxValue);
        if ((streams & 2) != 0)
        {
            builder.Output = _captured[0] = new CapturedOutput(bytes);
        }

        if ((streams & 4) != 0)
        {
            builder.Error = _captured[1] = new CapturedOutput(bytes);
        }
    }

    /// <summary>The bytes that were written.</summary>
    internal byte[] Captured(uint stream)
    {
        if (stream is not (2 or 4))
        {
            throw new ArgumentException($"There is no such stream as {stream}; 2 (output) or 4 (error) was expected.");
        }

        _context?.Flush();
        return _captured[stream == 2 ? 0 : 1]?.ToArray()
            ?? throw new InvalidOperationException("The stream is not captured; lanner_wasi_capture_streams does that.");
    }

    /// <summary>Hands on what is buffered.</summary>
    internal void Flush() => _context?.Flush();

    private static ArchiveFileSystem OpenArchive(string hostPath)
    {
        // A zip file begins with the header of its first file, or is empty and begins with that of its directory.
        Span<byte> start = stackalloc byte[4];
        using (var file = File.OpenRead(hostPath))
        {
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }

        return start.SequenceEqual("PK\u0003\u0004"u8) || start.SequenceEqual("PK\u0005\u0006"u8)
            ? ArchiveFileSystem.OpenZip(hostPath)
            : ArchiveFileSystem.ReadTar(hostPath);
    }

    private static void RequireStreams(uint streams)
    {
        if (streams is 0 or > 7)
        {
            throw new ArgumentException($"There are no such streams as {streams}; a sum of 1 (input), 2 (output), 4 (error) was expected.");
        }
    }
}

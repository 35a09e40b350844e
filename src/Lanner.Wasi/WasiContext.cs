using Lanner.Wasi.Preview1;

namespace Lanner.Wasi;

/// <summary>What a guest is given of the host's system. Nothing is granted by default: no files, no environment, no input, and output goes nowhere.
/// A context belongs to one guest, since it also holds what the guest has open; it is used by one thread at a time.</summary>
/// <example><code>
/// using var context = new WasiContext { Arguments = ["hello"], Output = Console.OpenStandardOutput() };
/// context.AddDirectory("/srv/data", "/data", isReadOnly: true);
/// linker.DefineWasi(context);
/// </code></example>
public sealed class WasiContext : IDisposable
{
    private DescriptorTable? _descriptors;

    /// <summary>The arguments, the program's name first.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Standard input; empty by default.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>Standard output; nowhere by default.</summary>
    public Stream Output { get; init; } = Stream.Null;

    /// <summary>Standard error; nowhere by default.</summary>
    public Stream Error { get; init; } = Stream.Null;

    /// <summary>Whether a person reads <see cref="Output"/>, so that what the guest writes is to be seen at once. Otherwise it is buffered until
    /// <see cref="Flush"/>, until the guest writes to <see cref="Error"/> or reads <see cref="Input"/>, or until 16 KiB are waiting.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Where clocks take the time from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The seed of the random numbers; null for those of the operating system, fit for cryptography.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>How many files the guest may have open, standard streams and granted directories included.</summary>
    public int MaximumDescriptors { get; init; } = 1024;

    /// <summary>The first path that the guest asked for and that no directory grants, or null: to explain why a guest failed.</summary>
    public string? MissingPath { get; internal set; }

    internal DescriptorTable Descriptors => _descriptors ??= new DescriptorTable(this);

    /// <summary>Grants a directory of the host with everything below it.</summary>
    /// <param name="hostPath">The directory.</param>
    /// <param name="guestPath">The name by which the guest knows it.</param>
    /// <param name="isReadOnly">Whether nothing in it may be changed.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory, or it cannot be opened.</exception>
    /// <exception cref="PlatformNotSupportedException">The operating system is not Linux, whose system calls keep guests beneath the directory.</exception>
    public void AddDirectory(string hostPath, string guestPath, bool isReadOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostPath);
        ArgumentException.ThrowIfNullOrEmpty(guestPath);
        Descriptors.AddDirectory(hostPath, guestPath, isReadOnly);
    }

    /// <summary>Hands on what the guest has written and is still waiting.</summary>
    public void Flush() => _descriptors?.Flush();

    /// <summary>Flushes the output and closes what the guest left open. The streams given to the context stay open.</summary>
    public void Dispose()
    {
        _descriptors?.Dispose();
        _descriptors = null;
    }
}

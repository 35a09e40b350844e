using System.Reflection;

namespace Lanner.Hosting;

/// <summary>Where the bytes of a guest come from: a module or a component, in the binary or the text format. Immutable.</summary>
public sealed class GuestSource
{
    private readonly string _description;
    private readonly Func<string?, CancellationToken, Task<byte[]>> _read;

    private GuestSource(string description, Func<string?, CancellationToken, Task<byte[]>> read)
    {
        _description = description;
        _read = read;
    }

    /// <summary>A file, which is read when the guest is loaded.</summary>
    /// <param name="path">The path of the file. One that is relative counts from the content root of the host
    /// (<see cref="Microsoft.Extensions.Hosting.IHostEnvironment.ContentRootPath"/>), or where there is no host, from the current
    /// directory.</param>
    public static GuestSource FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new GuestSource(
            path,
            (root, cancellation) => File.ReadAllBytesAsync(
                root is null ? path : System.IO.Path.Combine(root, path), cancellation)) { Path = path };
    }

    /// <summary>Bytes.</summary>
    /// <param name="bytes">The bytes, which must not change any more.</param>
    public static GuestSource FromBytes(ReadOnlyMemory<byte> bytes) =>
        new($"{bytes.Length} bytes", (_, _) => Task.FromResult(bytes.ToArray()));

    /// <summary>A stream.</summary>
    /// <param name="open">Opens the stream, which is read to its end and disposed of, each time when the guest is loaded.</param>
    public static GuestSource FromStream(Func<Stream> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new GuestSource("a stream", (_, cancellation) => ReadAsync(open(), cancellation));
    }

    /// <summary>A resource that is embedded in an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The name of the resource.</param>
    public static GuestSource FromResource(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var description = $"the resource {name} of {assembly.GetName().Name}";
        return new GuestSource(
            description,
            (_, cancellation) => ReadAsync(
                assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"There is no such thing as {description}."),
                cancellation));
    }

    /// <summary>The path of the file; null where it is none.</summary>
    public string? Path { get; private init; }

    /// <summary>A few words that say which source it is.</summary>
    public override string ToString() => _description;

    /// <param name="root">The folder from which a relative path counts; null for the current directory.</param>
    /// <param name="cancellation">Stops reading.</param>
    internal Task<byte[]> ReadAsync(string? root, CancellationToken cancellation) => _read(root, cancellation);

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellation).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }
}

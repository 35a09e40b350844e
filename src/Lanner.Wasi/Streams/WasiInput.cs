using System.Text;
using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Host;
using Lanner.Wasi.Streams;

namespace Lanner.Wasi;

/// <summary>The source of a guest's standard input.</summary>
public abstract class WasiInput
{
    private protected WasiInput()
    {
    }

    /// <summary>No input: the guest finds the end at once.</summary>
    public static WasiInput Empty { get; } = new Opener(static () => new MemoryInput(default));

    /// <summary>The input of this process.</summary>
    public static WasiInput Inherited { get; } = new Opener(OpenInherited);

    /// <summary>Bytes that are there already.</summary>
    /// <param name="content">The bytes.</param>
    public static WasiInput FromBytes(ReadOnlyMemory<byte> content) => new Opener(() => new MemoryInput(content));

    /// <summary>Text, in UTF-8.</summary>
    /// <param name="text">The text.</param>
    public static WasiInput FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FromBytes(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A stream. It is read when the guest asks for more, on a thread of the pool where it would keep the guest waiting, and stays
    /// open.</summary>
    /// <param name="stream">The stream; one guest at a time can read it.</param>
    public static WasiInput FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanRead
            ? new Opener(() => new StreamInput(stream))
            : throw new ArgumentException("The stream cannot be read.", nameof(stream));
    }

    internal abstract OpenFile Open();

    private static OpenFile OpenInherited() => OperatingSystem.IsLinux()
        ? InheritedFile.Open(0, canRead: true) ?? new MemoryInput(default)
        : new StreamInput(Console.OpenStandardInput());

    private sealed class Opener(Func<OpenFile> open) : WasiInput
    {
        internal override OpenFile Open() => open();
    }
}

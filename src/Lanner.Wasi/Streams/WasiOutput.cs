using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Host;
using Lanner.Wasi.Streams;

namespace Lanner.Wasi;

/// <summary>The destination of a guest's standard output or error: one of those here, or a <see cref="CapturedOutput"/>.</summary>
public abstract class WasiOutput
{
    private protected WasiOutput()
    {
    }

    /// <summary>Nowhere.</summary>
    public static WasiOutput Discarded { get; } = new Opener(static _ => new DiscardedOutput());

    /// <summary>The output of this process, or its error output for the guest's.</summary>
    public static WasiOutput Inherited { get; } = new Opener(OpenInherited);

    /// <summary>A stream, which stays open.</summary>
    /// <param name="stream">The stream; one guest at a time can write to it.</param>
    /// <param name="isTerminal">True if a person reads it: then the guest sees a terminal, and what it writes is handed on before it goes
    /// on. Otherwise standard output is gathered until 16 KiB are waiting, or the guest waits for something, writes to its standard error,
    /// or ends, or for about a millisecond, upon which it is written on a thread of the pool.</param>
    public static WasiOutput ToStream(Stream stream, bool isTerminal = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanWrite
            ? new Opener(number => new StreamOutput(stream, isTerminal, isBuffered: !isTerminal && number == 1))
            : throw new ArgumentException("The stream cannot be written to.", nameof(stream));
    }

    /// <summary>Opens it.</summary>
    /// <param name="number">1 for output, 2 for error.</param>
    internal abstract OpenFile Open(int number);

    private static OpenFile OpenInherited(int number)
    {
        if (!OperatingSystem.IsLinux())
        {
            var isTerminal = !(number == 1 ? Console.IsOutputRedirected : Console.IsErrorRedirected);
            return new StreamOutput(
                number == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError(), isTerminal,
                isBuffered: !isTerminal && number == 1);
        }

        if (InheritedFile.Open(number, canRead: false) is not { } file)
        {
            return new DiscardedOutput();
        }

        return number == 1 && file.Type != FileType.CharacterDevice ? new BufferedOutput(file) : file;
    }

    private sealed class Opener(Func<int, OpenFile> open) : WasiOutput
    {
        internal override OpenFile Open(int number) => open(number);
    }
}

using System.Buffers;
using System.Text;
using Lanner.Wasi.Files;
using Lanner.Wasi.Streams;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi;

/// <summary>Keeps what a guest writes, up to a bound. Can be read at any time, also while the guest runs on another thread.</summary>
/// <example><code>
/// var output = new CapturedOutput();
/// using var context = new WasiContextBuilder { Output = output }.Build();
/// …
/// Console.WriteLine(output.Text);
/// </code></example>
public sealed class CapturedOutput : WasiOutput
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _content = new();
    private readonly int _maximumBytes;

    /// <summary>Makes a place for output.</summary>
    /// <param name="maximumBytes">The number of bytes that are kept. What a guest writes beyond is refused with "no space left", as on a
    /// disk that is full. 16 MiB by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumBytes"/> is negative.</exception>
    public CapturedOutput(int maximumBytes = 16 << 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        _maximumBytes = maximumBytes;
    }

    /// <summary>The output so far, as text in UTF-8. What that does not allow becomes U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(ToArray());

    /// <summary>True if something was refused because there was no room.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Returns the output so far.</summary>
    public byte[] ToArray()
    {
        lock (_gate)
        {
            return _content.WrittenSpan.ToArray();
        }
    }

    internal override OpenFile Open(int number) => new Writer(this);

    private WasiError Write(ReadOnlySpan<IoVector> vectors, out ulong count)
    {
        lock (_gate)
        {
            count = 0;
            foreach (var vector in vectors)
            {
                var room = int.Min(vector.Span.Length, _maximumBytes - _content.WrittenCount);
                _content.Write(vector.Span[..room]);
                count += (ulong)room;
                if (room < vector.Span.Length)
                {
                    IsFull = true;
                    break;
                }
            }

            return count == 0 && IsFull && vectors.Length > 0 ? WasiError.NoSpace : WasiError.Success;
        }
    }

    private sealed class Writer(CapturedOutput output) : StandardFile
    {
        internal override bool CanRead => false;

        internal override WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count) =>
            output.Write(vectors, out count);
    }
}

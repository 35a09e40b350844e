using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Streams;

/// <summary>Input that is in memory.</summary>
internal sealed class MemoryInput(ReadOnlyMemory<byte> content) : StandardFile
{
    private readonly Lock _gate = new();
    private ReadOnlyMemory<byte> _rest = content;

    internal override bool CanWrite => false;

    internal override ulong BytesReady => (ulong)_rest.Length;

    internal override WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        lock (_gate)
        {
            count = 0;
            foreach (var vector in vectors)
            {
                var length = int.Min(vector.Span.Length, _rest.Length);
                _rest.Span[..length].CopyTo(vector.Span);
                _rest = _rest[length..];
                count += (ulong)length;
            }

            return WasiError.Success;
        }
    }
}

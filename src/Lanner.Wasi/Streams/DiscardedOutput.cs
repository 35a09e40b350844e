using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Streams;

/// <summary>Output that goes nowhere.</summary>
internal sealed class DiscardedOutput : StandardFile
{
    internal override bool CanRead => false;

    internal override WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        count = 0;
        foreach (var vector in vectors)
        {
            count += vector.Length;
        }

        return WasiError.Success;
    }
}

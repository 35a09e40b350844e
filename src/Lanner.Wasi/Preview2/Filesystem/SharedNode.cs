using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The node that is open behind a descriptor and the streams that were made of it: closed when the last of them is
/// dropped. Thread-safe.</summary>
/// <param name="node">The node that is open.</param>
/// <param name="count">Counts what is open; null for what the context itself holds, which stays open.</param>
internal sealed class SharedNode(OpenNode node, BoundedCount? count)
{
    private int _uses = 1;

    internal OpenNode Node => node;

    internal SharedNode Share()
    {
        Interlocked.Increment(ref _uses);
        return this;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0 && count is not null)
        {
            count.Leave();
            node.Dispose();
        }
    }
}

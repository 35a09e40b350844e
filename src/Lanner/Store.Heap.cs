using Lanner.Runtime;

namespace Lanner;

/// <content>The objects of guests on the CLR's heap.</content>
public sealed partial class Store
{
    private HeapAccount? _heap;

    /// <summary>How much of the heap the guests' objects take.</summary>
    internal HeapAccount Heap => _heap ??= new HeapAccount(Limits.HeapBytes);
}

namespace Lanner.Runtime;

/// <summary>Instructions that copy from segments and drop them (specification 4.6.10 and 4.6.11). A dropped segment is an empty
/// one.</summary>
internal static unsafe class SegmentOperations
{
    /// <summary><c>memory.init</c>.</summary>
    /// <param name="state">The instance.</param>
    /// <param name="segment">The index of the data segment.</param>
    /// <param name="memory">The address of byte 0 of the memory.</param>
    /// <param name="destination">The start of the range in the memory.</param>
    /// <param name="source">The start of the range in the segment.</param>
    /// <param name="count">The number of bytes.</param>
    internal static void InitializeMemory(InstanceState state, int segment, byte* memory, ulong destination, ulong source, ulong count) =>
        MemoryOperations.Init(memory, destination, state.DataSegments[segment].Span, source, count);

    /// <summary><c>data.drop</c>.</summary>
    internal static void DropData(InstanceState state, int segment) => state.DataSegments[segment] = default;

    /// <summary><c>table.init</c>.</summary>
    /// <param name="state">The instance.</param>
    /// <param name="segment">The index of the element segment.</param>
    /// <param name="table">The table.</param>
    /// <param name="destination">The start of the range in the table.</param>
    /// <param name="source">The start of the range in the segment.</param>
    /// <param name="count">The number of elements.</param>
    internal static void InitializeTable(InstanceState state, int segment, Table table, ulong destination, ulong source, ulong count)
    {
        var from = TableOperations.Range(state.ElementSegments[segment], source, count);
        from.CopyTo(TableOperations.Range(table, destination, count));
    }

    /// <summary><c>elem.drop</c>.</summary>
    internal static void DropElements(InstanceState state, int segment) => state.ElementSegments[segment] = [];
}

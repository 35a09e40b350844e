namespace Lanner.Runtime;

/// <summary>The instructions that work on much memory at once, for guests that can be interrupted or that use fuel: done in chunks, with a
/// look at the flag between them, and charged by size before anything is done. When a guest is interrupted half-way, a part is
/// done.</summary>
internal static unsafe class MeteredOperations
{
    /// <summary>Bytes in a chunk: some 20 us, or a few hundred when the pages are touched for the first time.</summary>
    private const ulong ChunkBytes = 256 << 10;

    /// <summary>Elements of tables and arrays in a chunk.</summary>
    private const int ChunkElements = 1 << 14;

    /// <summary>Moving fewer elements takes about as long as making the array that they move to, which belongs to the
    /// instruction.</summary>
    private const int SmallTable = 1024;

    /// <summary><c>memory.fill</c>.</summary>
    internal static void FillMemory(InstanceState state, byte* memory, ulong destination, int value, ulong length)
    {
        MemoryOperations.CheckRange(memory, destination, length);
        Charge(state, length);
        for (; length > ChunkBytes; destination += ChunkBytes, length -= ChunkBytes)
        {
            MemoryOperations.Fill(memory, destination, value, ChunkBytes);
            Poll(state);
        }

        MemoryOperations.Fill(memory, destination, value, length);
    }

    /// <summary><c>memory.copy</c>.</summary>
    internal static void CopyMemory(
        InstanceState state, byte* destinationBase, ulong destination, byte* sourceBase, ulong source, ulong length)
    {
        MemoryOperations.CheckRange(destinationBase, destination, length);
        MemoryOperations.CheckRange(sourceBase, source, length);
        Charge(state, length);
        if (destinationBase + destination > sourceBase + source)
        {
            // The ranges may overlap: from the end, no chunk overwrites one that is still to be read.
            for (; length > ChunkBytes; length -= ChunkBytes)
            {
                MemoryOperations.Copy(
                    destinationBase, destination + length - ChunkBytes, sourceBase, source + length - ChunkBytes, ChunkBytes);
                Poll(state);
            }
        }
        else
        {
            for (; length > ChunkBytes; destination += ChunkBytes, source += ChunkBytes, length -= ChunkBytes)
            {
                MemoryOperations.Copy(destinationBase, destination, sourceBase, source, ChunkBytes);
                Poll(state);
            }
        }

        MemoryOperations.Copy(destinationBase, destination, sourceBase, source, length);
    }

    /// <summary><c>memory.init</c>.</summary>
    internal static void InitializeMemory(InstanceState state, int segment, byte* memory, ulong destination, ulong source, ulong length)
    {
        var bytes = state.DataSegments[segment].Span;
        MemoryOperations.CheckInit(memory, destination, bytes, source, length);
        Charge(state, length);
        for (; length > ChunkBytes; destination += ChunkBytes, source += ChunkBytes, length -= ChunkBytes)
        {
            MemoryOperations.Init(memory, destination, bytes, source, ChunkBytes);
            Poll(state);
        }

        MemoryOperations.Init(memory, destination, bytes, source, length);
    }

    /// <summary><c>table.fill</c>.</summary>
    internal static void FillTable(InstanceState state, Table table, ulong index, object? value, ulong count)
    {
        var range = TableOperations.Range(table, index, count);
        ChargeElements(state, count);
        Fill(state, range, value);
    }

    /// <summary><c>table.copy</c>.</summary>
    internal static void CopyTable(
        InstanceState state, Table destination, ulong destinationIndex, Table source, ulong sourceIndex, ulong count)
    {
        var from = TableOperations.Range(source, sourceIndex, count);
        var to = TableOperations.Range(destination, destinationIndex, count);
        ChargeElements(state, count);
        Copy<object?>(state, from, to, isBackward: ReferenceEquals(source, destination) && destinationIndex > sourceIndex);
    }

    /// <summary><c>table.init</c>.</summary>
    internal static void InitializeTable(InstanceState state, int segment, Table table, ulong destination, ulong source, ulong count)
    {
        var from = TableOperations.Range(state.ElementSegments[segment], source, count);
        var to = TableOperations.Range(table, destination, count);
        ChargeElements(state, count);
        Copy<object?>(state, from, to, isBackward: false);
    }

    /// <summary><c>table.grow</c>.</summary>
    internal static long GrowTable(InstanceState state, Table table, object? value, ulong delta)
    {
        // Growing moves the elements that are there. A table that cannot grow so far costs nothing.
        if (delta > 0 && TableOperations.CanGrow(table, delta))
        {
            var moved = table.Elements.Length < SmallTable ? 0 : table.Elements.Length;
            ChargeElements(state, (ulong)moved + delta);
        }

        return TableOperations.GrowInChunks(state, table, value, delta);
    }

    /// <summary>Fills a stretch of elements.</summary>
    internal static void Fill<T>(InstanceState state, Span<T> range, T value)
    {
        for (; range.Length > ChunkElements; range = range[ChunkElements..])
        {
            range[..ChunkElements].Fill(value);
            Poll(state);
        }

        range.Fill(value);
    }

    /// <summary>Sets a stretch of elements to zero.</summary>
    internal static void Clear<T>(InstanceState state, Span<T> range)
    {
        for (; range.Length > ChunkElements; range = range[ChunkElements..])
        {
            range[..ChunkElements].Clear();
            Poll(state);
        }

        range.Clear();
    }

    /// <summary>Copies elements between stretches of the same length.</summary>
    /// <param name="state">The instance.</param>
    /// <param name="from">The source.</param>
    /// <param name="to">The destination.</param>
    /// <param name="isBackward">True if they may overlap with the destination behind the source, so that the copy has to begin at the
    /// end.</param>
    internal static void Copy<T>(InstanceState state, ReadOnlySpan<T> from, Span<T> to, bool isBackward)
    {
        while (from.Length > ChunkElements)
        {
            var rest = from.Length - ChunkElements;
            if (isBackward)
            {
                from[rest..].CopyTo(to[rest..]);
                from = from[..rest];
                to = to[..rest];
            }
            else
            {
                from[..ChunkElements].CopyTo(to);
                from = from[ChunkElements..];
                to = to[ChunkElements..];
            }

            Poll(state);
        }

        from.CopyTo(to);
    }

    /// <summary>Copies bytes between stretches that may overlap and are not moved meanwhile.</summary>
    internal static void CopyBytes(InstanceState state, byte* from, byte* to, ulong length)
    {
        var isBackward = to > from;
        while (length > ChunkBytes)
        {
            length -= ChunkBytes;
            if (isBackward)
            {
                Buffer.MemoryCopy(from + length, to + length, ChunkBytes, ChunkBytes);
            }
            else
            {
                Buffer.MemoryCopy(from, to, ChunkBytes, ChunkBytes);
                from += ChunkBytes;
                to += ChunkBytes;
            }

            Poll(state);
        }

        Buffer.MemoryCopy(from, to, length, length);
    }

    /// <summary>Takes the fuel for an instruction on a number of bytes.</summary>
    internal static void Charge(InstanceState state, ulong bytes)
    {
        if (state.Fuel?.TryTakeBulk(bytes) == false)
        {
            Traps.OutOfFuel(state);
        }
    }

    /// <summary>Takes the fuel for an instruction on elements of an array.</summary>
    /// <param name="state">The instance.</param>
    /// <param name="count">The number of elements, unsigned.</param>
    /// <param name="size">The bytes of each.</param>
    internal static void ChargeArray(InstanceState state, int count, int size) => Charge(state, (ulong)(uint)count * (uint)size);

    private static void ChargeElements(InstanceState state, ulong count) => Charge(state, count * TableOperations.ElementSize);

    /// <summary>Ends the guest if it is to stop.</summary>
    internal static void Poll(InstanceState state)
    {
        if (state.Interrupt != 0)
        {
            Traps.PollFailed(state);
        }
    }
}

using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Instructions on tables (specification 4.6.10). Indices and counts are unsigned, those of 32-bit tables zero-extended. What
/// checks them is not inlined: in compiled code the JIT would decide about the check by what it thinks to know of a guest's
/// numbers.</summary>
internal static class TableOperations
{
    /// <summary>The largest table. Bounded by the arrays of .NET; the same as browsers allow.</summary>
    internal const ulong MaximumSize = 10_000_000;

    /// <summary>The bytes that an element takes.</summary>
    internal const int ElementSize = 8;

    /// <summary>Makes the elements of a new table, all null.</summary>
    internal static object?[] Allocate(Store store, TableType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.ThrowIfDisposed();
        var size = type.Limits.Minimum;
        if (size > MaximumSize)
        {
            throw new ResourceLimitException($"There is no room for a table of {size} elements.");
        }

        store.AddTable();
        if (store.TryAddTableElements(size) is { } exceeded)
        {
            throw new ResourceLimitException(exceeded, $"There is no room for a table of {size} elements");
        }

        return size == 0 ? [] : new object?[size];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static object? Get(Table table, ulong index)
    {
        var elements = table.Elements;
        if (index >= (ulong)elements.Length)
        {
            Traps.Throw(TrapCode.TableOutOfBounds);
        }

        return table.Find(index);
    }

    /// <summary>The function at an index below the size that a call has found to be null in the table.</summary>
    internal static object FindFunction(Table table, ulong index)
    {
        if (table.Find(index) is { } function)
        {
            return function;
        }

        Traps.Throw(TrapCode.UninitializedElement);
        return null!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Set(Table table, ulong index, object? value)
    {
        var elements = table.Elements;
        if (index >= (ulong)elements.Length)
        {
            Traps.Throw(TrapCode.TableOutOfBounds);
        }

        table.Overwrite(index, 1);
        elements[index] = value;
    }

    /// <summary>Adds elements at the end.</summary>
    /// <returns>The number of elements before, or -1 when the table cannot grow so far.</returns>
    internal static long Grow(Table table, object? value, ulong delta) => GrowInChunks(null, table, value, delta);

    /// <summary>Adds elements at the end.</summary>
    /// <param name="guest">Whose interruption ends it, and leaves the table as it was; null for none.</param>
    /// <param name="table">The table.</param>
    /// <param name="value">The value of the new elements.</param>
    /// <param name="delta">The number of new elements.</param>
    /// <returns>The number of elements before, or -1 when the table cannot grow so far.</returns>
    internal static long GrowInChunks(InstanceState? guest, Table table, object? value, ulong delta)
    {
        var elements = table.Elements;
        var size = (ulong)elements.Length;
        if (delta == 0)
        {
            return (long)size;
        }

        if (!CanGrow(table, delta) || table.Store.TryAddTableElements(delta) is not null)
        {
            return -1;
        }

        object?[] grown;
        try
        {
            grown = new object?[size + delta];
        }
        catch (OutOfMemoryException)
        {
            table.Store.RemoveTableElements(delta);
            return -1;
        }

        if (guest is null)
        {
            elements.CopyTo(grown, 0);
            if (value is not null)
            {
                grown.AsSpan(elements.Length).Fill(value);
            }
        }
        else
        {
            try
            {
                MeteredOperations.Copy<object?>(guest, elements, grown, isBackward: false);
                if (value is not null)
                {
                    MeteredOperations.Fill(guest, grown.AsSpan(elements.Length), value);
                }
            }
            catch (TrapException)
            {
                table.Store.RemoveTableElements(delta);
                throw;
            }
        }

        table.Elements = grown;
        return (long)size;
    }

    /// <summary>Tests whether the type of a table allows some more elements.</summary>
    internal static bool CanGrow(Table table, ulong delta) =>
        delta <= ulong.Min(table.Type.Limits.Maximum ?? ulong.MaxValue, MaximumSize) - (ulong)table.Elements.Length;

    internal static void Fill(Table table, ulong index, object? value, ulong count) =>
        Overwritten(table, index, count).Fill(value);

    internal static void Copy(Table destination, ulong destinationIndex, Table source, ulong sourceIndex, ulong count)
    {
        var from = Range(source, sourceIndex, count);
        from.CopyTo(Overwritten(destination, destinationIndex, count));
    }

    /// <summary>A part of a table's elements, all of which are there.</summary>
    internal static Span<object?> Range(Table table, ulong index, ulong count)
    {
        var range = Range(table.Elements, index, count);
        table.Settle(index, count);
        return range;
    }

    /// <summary>A part of a table's elements that the caller gives new values, all of them. It may be read too when it is the same table
    /// that <see cref="Range(Table, ulong, ulong)"/> was asked for before.</summary>
    internal static Span<object?> Overwritten(Table table, ulong index, ulong count)
    {
        var range = Range(table.Elements, index, count);
        table.Overwrite(index, count);
        return range;
    }

    /// <summary>A part of a segment's elements.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Span<object?> Range(object?[] elements, ulong index, ulong count)
    {
        // In this order nothing overflows.
        if (index > (ulong)elements.Length || count > (ulong)elements.Length - index)
        {
            Traps.Throw(TrapCode.TableOutOfBounds);
        }

        return elements.AsSpan((int)index, (int)count);
    }
}

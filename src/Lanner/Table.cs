using Lanner.Runtime;

namespace Lanner;

/// <summary>A table of references (specification 2.5.4), which guests index for indirect calls. Like everything in a store it is used by
/// one thread at a time.</summary>
public sealed class Table : Extern
{
    /// <summary>The elements; the length of the array is the size of the table. Growing replaces the array. Compiled code reads
    /// this.</summary>
    /// <remarks>An element that is null may be one that is still to be made: see <see cref="Find"/>. Who reads many or writes calls
    /// <see cref="Settle"/> or <see cref="Overwrite"/> before.</remarks>
    internal object?[] Elements;

    private DeferredElements? _deferred;

    /// <summary>Makes a table.</summary>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="type">The type; its minimum is the size at the start.</param>
    /// <param name="initialElement">The value of every element at the start.</param>
    /// <exception cref="ArgumentException">The type is not one that a module could define, or <paramref name="initialElement"/> is not a
    /// value of its element type, or belongs to another store.</exception>
    /// <exception cref="ResourceLimitException">The store's limits, or the host, do not allow as many elements.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public Table(Store store, TableType type, object? initialElement = null)
        : this(store, type)
    {
        if (!type.Element.IsReference || type.Limits.Minimum > (type.Limits.Maximum ?? ulong.MaxValue))
        {
            throw new ArgumentException($"There is no such type as {type}.", nameof(type));
        }

        Require(initialElement, nameof(initialElement));
        if (initialElement is not null)
        {
            Array.Fill(Elements, initialElement);
        }
    }

    /// <summary>Makes a table of a type that validation has seen, with null elements for the time being.</summary>
    internal Table(Store store, TableType type)
    {
        Elements = TableOperations.Allocate(store, type);
        Store = store;
        Type = type;
    }

    /// <summary>The table's type, with the size that it had at the start.</summary>
    public new TableType Type { get; }

    /// <summary>The number of elements.</summary>
    public long Size => Elements.LongLength;

    /// <summary>The store that the table belongs to.</summary>
    internal Store Store { get; }

    private protected override ExternalType ExternalType => Type;

    /// <summary>An element: a <see cref="Function"/> in a table of functions, any object in a table of <c>externref</c>, or null.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element, and no guest has called.</exception>
    /// <exception cref="TrapException">There is no such element, and the host function that asks was called by a guest:
    /// <see cref="TrapCode.TableOutOfBounds"/>.</exception>
    /// <exception cref="ArgumentException">The value is not one of the element type, or belongs to another store.</exception>
    public object? this[long index]
    {
        get
        {
            var element = Find((ulong)Checked(index));
            Ownership.Note(Store.Identity, element);
            return element;
        }

        set
        {
            Require(value, nameof(value));
            Overwrite((ulong)Checked(index), 1);
            Elements[index] = value;
        }
    }

    /// <summary>Adds elements at the end, if the type's maximum, the store's limits and the host allow.</summary>
    /// <param name="count">The number of new elements.</param>
    /// <param name="element">The value of each.</param>
    /// <param name="previousSize">The number of elements before.</param>
    /// <returns>True if the table has grown.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, and no guest has called. (A guest's number is
    /// unsigned: the table cannot grow so far.)</exception>
    /// <exception cref="ArgumentException"><paramref name="element"/> is not a value of the element type, or belongs to another
    /// store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public bool TryGrow(long count, object? element, out long previousSize)
    {
        Store.ThrowIfDisposed();
        previousSize = Size;
        if (count < 0 && GuestWord.IsTaken())
        {
            return false;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Require(element, nameof(element));
        return TableOperations.Grow(this, element, (ulong)count) >= 0;
    }

    /// <summary>Has functions of an instance appear as elements when they are asked for. They must fit into the table.</summary>
    internal void Defer(InstanceState state, uint[] functions, int offset)
    {
        Elements.AsSpan(offset, functions.Length).Clear();
        (_deferred ??= new DeferredElements(state)).Add(functions, offset);
    }

    /// <summary>The element at an index below the size.</summary>
    internal object? Find(ulong index) => Elements[index] ??= _deferred?.Make(index);

    /// <summary>Makes all elements of a part that wait. The part must lie in the table.</summary>
    internal void Settle(ulong first, ulong count) => _deferred?.MakeAll(Elements, first, count);

    /// <summary>Forgets what waits in a part that the caller writes anew. The part must lie in the table.</summary>
    internal void Overwrite(ulong first, ulong count) => _deferred?.Forget(first, count);

    /// <summary>Refuses a reference that cannot be an element.</summary>
    private void Require(object? element, string parameterName)
    {
        ReferenceTypes.Require(Type.Element, element, parameterName);
        Ownership.Require(Store.Identity, element, parameterName);
    }

    private long Checked(long index) => (ulong)index < (ulong)Size
        ? index
        : throw GuestWord.Refuse(
            TrapCode.TableOutOfBounds,
            new ArgumentOutOfRangeException(nameof(index), index, $"There is no such element; the table has {Size}."));
}

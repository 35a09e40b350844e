using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Stands for a store where references say whose they are, and keeps nothing of it alive.</summary>
internal sealed class StoreIdentity;

/// <summary>Says which store a reference belongs to, so that none gets from one store into another. Functions and exceptions know it
/// themselves. Structures and arrays are noted here when they are handed to the host, which is the only way from store to store: guests pay
/// nothing for objects that stay among them (RATIONALE.md).</summary>
internal static class Ownership
{
    /// <summary>Several tables, so that a tenant that hands out millions of objects does not hold up the others while a table
    /// grows.</summary>
    private static readonly ConditionalWeakTable<object, StoreIdentity>[] Owners = MakeTables(64);

    /// <summary>The number of bytes that a note takes: an entry of the table, and the handle of the CLR that ends with the
    /// object.</summary>
    private const int NoteSize = 64;

    /// <summary>Notes whose an object is that escapes from a guest to the host, and counts the note as long as the object lives.</summary>
    /// <param name="state">The state of the guest, or of the host function.</param>
    /// <param name="reference">The object, or null.</param>
    internal static void RecordEscape(InstanceState state, object? reference)
    {
        if (Note(state.Store.Identity, reference))
        {
            HeapOperations.Charge(reference!, state, NoteSize);
        }
    }

    /// <summary>Notes whose an object is that the host has asked for.</summary>
    /// <returns>True if that was not known.</returns>
    internal static bool Note(StoreIdentity owner, object? reference) =>
        reference is not null && IsAggregate(reference) && TableFor(reference).TryAdd(reference, owner);

    /// <summary>The store that a structure or an array belongs to, or null when it never left its guest.</summary>
    internal static StoreIdentity? OwnerOf(object aggregate) => TableFor(aggregate).TryGetValue(aggregate, out var owner) ? owner : null;

    /// <summary>Refuses a reference of another store. Objects of the host belong to none and may go everywhere.</summary>
    /// <exception cref="ArgumentException">It belongs to another store.</exception>
    internal static void Require(StoreIdentity store, object? reference, string? parameterName = null)
    {
        if (!IsOf(store, reference))
        {
            throw new ArgumentException($"{ReferenceTypes.Describe(reference)} belongs to another store.", parameterName);
        }
    }

    /// <summary>Tests whether guests of a store may have a reference. What an object refers to in turn is its own store's, since nothing
    /// else could be put into it.</summary>
    internal static bool IsOf(StoreIdentity store, object? reference) => reference switch
    {
        null => true,
        Function function => ReferenceEquals(function.Store.Identity, store),
        WasmException { Owner: { } owner } => ReferenceEquals(owner, store),
        WasmException exception => AreOf(store, exception.Payload),
        _ => !IsAggregate(reference) || ReferenceEquals(OwnerOf(reference), store),
    };

    private static bool AreOf(StoreIdentity store, Value[] values)
    {
        foreach (var value in values)
        {
            if (!IsOf(store, value.Reference))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAggregate(object reference) => reference is GuestStructure || ReferenceOperations.IsArray(reference);

    private static ConditionalWeakTable<object, StoreIdentity> TableFor(object reference) =>
        Owners[(uint)RuntimeHelpers.GetHashCode(reference) % (uint)Owners.Length];

    private static ConditionalWeakTable<object, StoreIdentity>[] MakeTables(int count)
    {
        var tables = new ConditionalWeakTable<object, StoreIdentity>[count];
        for (var index = 0; index < count; index++)
        {
            tables[index] = [];
        }

        return tables;
    }
}

using System.Runtime.Intrinsics;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A global variable that more than its own module can see (specification 2.5.6). Like everything in a store it is used by one
/// thread at a time.</summary>
public sealed class Global : Extern
{
    /// <summary>The value of a number or vector, in its low bytes. Compiled code reads and writes this.</summary>
    internal Vector128<byte> Bits;

    /// <summary>The value of a reference. Compiled code reads and writes this.</summary>
    internal object? Reference;

    /// <summary>Makes a global.</summary>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="type">The type.</param>
    /// <param name="value">The first value.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is not one of the type, or belongs to another store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public Global(Store store, GlobalType type, Value value)
        : this(type)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.ThrowIfDisposed();
        Store = store;
        Assign(value);
    }

    internal Global(GlobalType type) => Type = type;

    /// <summary>The global's type.</summary>
    public new GlobalType Type { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The global is not mutable and was to be assigned.</exception>
    /// <exception cref="ArgumentException">The value to assign is not one of the global's type, or belongs to another store.</exception>
    public Value Value
    {
        get
        {
            Ownership.Note(Store.Identity, Reference);
            return Value.FromBits(Type.Value.Kind, Bits, Reference);
        }

        set
        {
            if (!Type.IsMutable)
            {
                throw new InvalidOperationException("The global is not mutable.");
            }

            Assign(value);
        }
    }

    /// <summary>The store that the global belongs to.</summary>
    internal Store Store { get; init; } = null!;

    private protected override ExternalType ExternalType => Type;

    private void Assign(Value value)
    {
        if (!value.IsOf(Type.Value))
        {
            throw new ArgumentException($"The global is of type {Type.Value}; the value is not.", nameof(value));
        }

        Ownership.Require(Store.Identity, value.Reference, nameof(value));
        Bits = value.Bits;
        Reference = value.Reference;
    }
}

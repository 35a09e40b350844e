using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lanner.Compilation.Aggregates;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A reference to a structure of a guest (specification 4.2.1). It is what a host function sees of an object that it got as
/// <c>anyref</c>, <c>structref</c> or a reference to a type of the module; the object itself lives on the CLR's heap for as long as
/// anything refers to it. It can be looked at as long as a module that has the type is.</summary>
/// <remarks>Reading and writing fields through this takes about a hundred nanoseconds each. Not thread-safe: as everything in a
/// store.</remarks>
/// <example><code>
/// linker.Define("env", "show", (object? point) =>
/// {
///     if (StructReference.TryFrom(point, out var structure))
///     {
///         Console.WriteLine($"{structure[0].AsInt32()}, {structure[1].AsInt32()}");
///     }
/// });
/// </code></example>
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Trimming.Emitted)]
public readonly struct StructReference : IEquatable<StructReference>
{
    private readonly object? _object;
    private readonly StructType? _type;

    private readonly StoreIdentity? _owner;

    private StructReference(object structure, StoreIdentity owner, StructType type)
    {
        _object = structure;
        _owner = owner;
        _type = type;
    }

    /// <summary>The object that guests take and give.</summary>
    /// <exception cref="InvalidOperationException">This is the default value of the type, which refers to nothing.</exception>
    public object Object => _object ?? throw new InvalidOperationException("The reference refers to no structure.");

    /// <summary>The type that the structure was made as.</summary>
    /// <exception cref="InvalidOperationException">This is the default value of the type, which refers to nothing.</exception>
    public StructType Type => _type ?? throw new InvalidOperationException("The reference refers to no structure.");

    /// <summary>A field. A packed one is an <c>i32</c>, extended with zeros.</summary>
    /// <param name="field">The number of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    /// <exception cref="ArgumentException">The value to be written is not of the field's type, or belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The field to be written is not mutable.</exception>
    public Value this[int field]
    {
        get
        {
            CheckField(field);
            return FieldValues.FromObject(_owner!, Type.FieldArray[field], Type.Class!.Fields[field].GetValue(Object));
        }

        set
        {
            CheckField(field);
            FieldValues.Check(_owner!, Type.FieldArray[field], value, $"Field {field}");
            if (!Type.FieldArray[field].IsMutable)
            {
                throw new InvalidOperationException($"Field {field} is not mutable.");
            }

            Type.Class!.Fields[field].SetValue(Object, FieldValues.ToObject(Type.FieldArray[field], value));
        }
    }

    /// <summary>Makes a structure.</summary>
    /// <param name="store">The store whose limits it counts against (<see cref="StoreLimits.HeapBytes"/>).</param>
    /// <param name="type">The type, such as that of a parameter of a guest's function.</param>
    /// <param name="values">The values of all fields; for a packed one the lower bits count.</param>
    /// <exception cref="ArgumentException">The values are not those of the type's fields, or one of them belongs to another
    /// store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    /// <exception cref="TrapException">The store may not hold as much.</exception>
    public static StructReference Create(Store store, StructType type, params ReadOnlySpan<Value> values)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.ThrowIfDisposed();
        if (values.Length != type.FieldArray.Length)
        {
            throw new ArgumentException($"The type has {type.FieldArray.Length} fields, not {values.Length}.", nameof(values));
        }

        for (var index = 0; index < values.Length; index++)
        {
            FieldValues.Check(store.Identity, type.FieldArray[index], values[index], $"Field {index}");
        }

        var emitted = AggregateClasses.Of(type);
        var structure = RuntimeHelpers.GetUninitializedObject(emitted.Type);
        store.Heap.Take(structure, emitted.Size);
        for (var index = 0; index < values.Length; index++)
        {
            emitted.Fields[index].SetValue(structure, FieldValues.ToObject(type.FieldArray[index], values[index]));
        }

        Ownership.Note(store.Identity, structure);
        return new StructReference(structure, store.Identity, type);
    }

    /// <summary>Gives the typed view of an object that came from a guest, if it is a structure.</summary>
    /// <param name="reference">The object, or null.</param>
    /// <param name="result">The structure.</param>
    public static bool TryFrom([NotNullWhen(true)] object? reference, out StructReference result)
    {
        result = reference is GuestStructure && AggregateTypes.Of(reference) is StructType type && Ownership.OwnerOf(reference) is { } owner
            ? new StructReference(reference, owner, type)
            : default;
        return result._object is not null;
    }

    /// <summary>The reference as a value.</summary>
    /// <param name="reference">The reference.</param>
    public static implicit operator Value(StructReference reference) => Value.FromReference(reference._object);

    /// <summary>Tests whether the two refer to the same object.</summary>
    /// <param name="other">The other reference.</param>
    public bool Equals(StructReference other) => ReferenceEquals(_object, other._object);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StructReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(_object);

    /// <summary>Tests whether the two refer to the same object.</summary>
    /// <param name="left">One reference.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(StructReference left, StructReference right) => left.Equals(right);

    /// <summary>Tests whether the two refer to different objects.</summary>
    /// <param name="left">One reference.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(StructReference left, StructReference right) => !left.Equals(right);

    /// <summary>The type of the structure.</summary>
    public override string ToString() => _type?.ToString() ?? "null";

    private void CheckField(int field)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(field);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(field, Type.FieldArray.Length);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lanner.Abi;
using Lanner.Compilation.Aggregates;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A reference to an array of a guest (specification 4.2.1). It is what a host function sees of an object that it got as
/// <c>anyref</c>, <c>arrayref</c> or a reference to a type of the module; the object itself lives on the CLR's heap for as long as anything
/// refers to it. It can be looked at as long as a module that has the type is.</summary>
/// <remarks>Not thread-safe: as everything in a store.</remarks>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
public readonly struct ArrayReference : IEquatable<ArrayReference>
{
    private readonly object? _object;
    private readonly ArrayType? _type;

    private readonly StoreIdentity? _owner;

    private ArrayReference(object array, StoreIdentity owner, ArrayType type)
    {
        _object = array;
        _owner = owner;
        _type = type;
    }

    /// <summary>The object that guests take and give.</summary>
    /// <exception cref="InvalidOperationException">This is the default value of the type, which refers to nothing.</exception>
    public object Object => _object ?? throw new InvalidOperationException("The reference refers to no array.");

    /// <summary>The type that the array was made as.</summary>
    /// <exception cref="InvalidOperationException">This is the default value of the type, which refers to nothing.</exception>
    public ArrayType Type => _type ?? throw new InvalidOperationException("The reference refers to no array.");

    /// <summary>The number of elements.</summary>
    public int Length => ((Array)Object).Length;

    /// <summary>An element. A packed one is an <c>i32</c>, extended with zeros.</summary>
    /// <param name="index">The index of the element.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element, and no guest has called.</exception>
    /// <exception cref="TrapException">There is no such element, and the host function that asks was called by a guest:
    /// <see cref="TrapCode.ArrayOutOfBounds"/>.</exception>
    /// <exception cref="ArgumentException">The value to be written is not of the elements' type, or belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The elements are not mutable.</exception>
    public Value this[int index]
    {
        get
        {
            CheckIndex(index);
            return FieldValues.GetElement(_owner!, Type.Element, Object, index);
        }

        set
        {
            CheckIndex(index);
            FieldValues.Check(_owner!, Type.Element, value, "An element");
            if (!Type.Element.IsMutable)
            {
                throw new InvalidOperationException("The elements are not mutable.");
            }

            FieldValues.SetElement(Type.Element, Object, index, value);
        }
    }

    /// <summary>Makes an array.</summary>
    /// <param name="store">The store whose limits it counts against (<see cref="StoreLimits.HeapBytes"/>).</param>
    /// <param name="type">The type, such as that of a parameter of a guest's function.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="value">The value of each element; for packed ones the lower bits count.</param>
    /// <exception cref="ArgumentException">The value is not of the elements' type, or belongs to another store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than the CLR allows, and no guest has
    /// called.</exception>
    /// <exception cref="TrapException">The store may not hold as much; or the length is more than the CLR allows, and the host function
    /// that asks was called by a guest: <see cref="TrapCode.AllocationTooLarge"/>.</exception>
    public static ArrayReference Create(Store store, ArrayType type, int length, Value value)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.ThrowIfDisposed();
        if ((uint)length > (uint)Array.MaxLength)
        {
            throw GuestWord.Refuse(
                TrapCode.AllocationTooLarge,
                new ArgumentOutOfRangeException(nameof(length), length, $"An array has at most {Array.MaxLength} elements."));
        }

        FieldValues.Check(store.Identity, type.Element, value, "An element");
        var emitted = AggregateClasses.Of(type);
        var bytes = AggregateSizes.ArrayHeader + ((long)length * emitted.Size);
        store.Heap.Require(bytes);
        var array = Array.CreateInstance(emitted.Element!, length);
        store.Heap.Take(array, bytes);
        for (var index = 0; index < length; index++)
        {
            FieldValues.SetElement(type.Element, array, index, value);
        }

        Ownership.Note(store.Identity, array);
        return new ArrayReference(array, store.Identity, type);
    }

    /// <summary>Gives the typed view of an object that came from a guest, if it is an array of a guest's type.</summary>
    /// <param name="reference">The object, or null.</param>
    /// <param name="result">The array.</param>
    public static bool TryFrom([NotNullWhen(true)] object? reference, out ArrayReference result)
    {
        result = reference is Array && AggregateTypes.Of(reference) is ArrayType type && Ownership.OwnerOf(reference) is { } owner
            ? new ArrayReference(reference, owner, type)
            : default;
        return result._object is not null;
    }

    /// <summary>The elements as they lie in memory, for reading and writing many of them.</summary>
    /// <typeparam name="T">The type of an element: <see cref="byte"/> or <see cref="sbyte"/> for <c>i8</c>, <see cref="short"/>,
    /// <see cref="ushort"/> or <see cref="char"/> for <c>i16</c>, and otherwise any type of the size of the elements that holds no
    /// references.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are references, not mutable, or of another size.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        if (Type.Element.Type.IsReference || !Type.Element.IsMutable || Unsafe.SizeOf<T>() != Type.Class!.Size)
        {
            throw new InvalidOperationException($"The elements are not mutable values that take as many bytes as {typeof(T)}.");
        }

        return ArrayOperations.Elements<T>(Object);
    }

    /// <summary>The reference as a value.</summary>
    /// <param name="reference">The reference.</param>
    public static implicit operator Value(ArrayReference reference) => Value.FromReference(reference._object);

    /// <summary>Tests whether the two refer to the same object.</summary>
    /// <param name="other">The other reference.</param>
    public bool Equals(ArrayReference other) => ReferenceEquals(_object, other._object);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ArrayReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(_object);

    /// <summary>Tests whether the two refer to the same object.</summary>
    /// <param name="left">One reference.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ArrayReference left, ArrayReference right) => left.Equals(right);

    /// <summary>Tests whether the two refer to different objects.</summary>
    /// <param name="left">One reference.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ArrayReference left, ArrayReference right) => !left.Equals(right);

    /// <summary>The type of the array.</summary>
    public override string ToString() => _type?.ToString() ?? "null";

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Length)
        {
            throw GuestWord.Refuse(
                TrapCode.ArrayOutOfBounds,
                new ArgumentOutOfRangeException(nameof(index), index, $"There is no such element; the array has {Length}."));
        }
    }
}

using System.ComponentModel;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <summary>The guest's side of calls while generated code makes values or takes them apart: the types of resources that it knows by
/// number. Thread-safe.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class ValueSide
{
    private readonly RuntimeResource?[] _resources;

    internal ValueSide(RuntimeResource?[] resources, object? owner)
    {
        _resources = resources;
        Owner = owner;
    }

    /// <summary>The object of the world whose function is called, or null when the guest calls.</summary>
    public object? Owner { get; }

    /// <summary>A field of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="index">The number that the field has in its type.</param>
    /// <param name="label">The label.</param>
    public static ComponentValue FieldOf(ComponentValue record, int index, string label) =>
        ((RecordPayload)record.Payload!).TryFind(label, index, out var value) ? value : record.GetField(label);

    /// <summary>A part of a tuple.</summary>
    /// <param name="tuple">The tuple.</param>
    /// <param name="index">The number of the part.</param>
    public static ComponentValue PartOf(ComponentValue tuple, int index) => tuple.ElementAt(index);

    /// <summary>The number of a variant's case or of an enum's label.</summary>
    /// <param name="value">The value.</param>
    /// <param name="labels">The labels.</param>
    /// <exception cref="InvalidOperationException">The label is none of them.</exception>
    public static int NumberOf(ComponentValue value, string[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var label = value.Payload is CasePayload payload ? payload.Label : value.AsEnum();
        var likely = value.Bits < (uint)labels.Length ? (int)value.Bits : 0;
        return labels[likely] == label ? likely : Find(labels, label);
    }

    /// <summary>The bits of flags.</summary>
    /// <param name="value">The flags.</param>
    /// <param name="labels">The labels.</param>
    /// <exception cref="InvalidOperationException">A label is none of them.</exception>
    public static uint BitsOf(ComponentValue value, string[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var bits = 0u;
        foreach (var label in value.AsFlags())
        {
            bits |= 1u << Find(labels, label);
        }

        return bits;
    }

    /// <summary>Makes a value of an enum.</summary>
    /// <param name="number">The number of the label.</param>
    /// <param name="labels">The labels.</param>
    /// <exception cref="ArgumentException">There is no such label.</exception>
    public static ComponentValue FromEnum(uint number, string[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return ComponentValue.FromEnum(labels[GuestSide.RequireLabel(number, (uint)labels.Length)]);
    }

    /// <summary>Makes a value of flags. Bits without a label do not count.</summary>
    /// <param name="bits">The bits.</param>
    /// <param name="labels">The labels.</param>
    public static ComponentValue FromFlags(uint bits, string[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return ComponentValue.OfFlags(labels, bits & ((1UL << labels.Length) - 1));
    }

    /// <summary>The numbers of a list.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="list">The list, which nobody else has.</param>
    public static T[] ToNumbers<T>(ComponentValue list)
        where T : unmanaged
    {
        if (list.Bits != 0 || list.Count == 0)
        {
            return list.Count == 0 ? [] : (T[])list.Payload!;
        }

        // The host has written them one by one, to a stream that it reads itself.
        return (T[])NumberArrays.Of(NumberArrays.KindOf<T>(), list.Elements);
    }

    /// <summary>The elements of a list.</summary>
    /// <typeparam name="T">The type of the elements in .NET.</typeparam>
    /// <param name="list">The list.</param>
    /// <param name="lift">Makes an element of its value.</param>
    public T[] ToArray<T>(ComponentValue list, Func<ValueSide, ComponentValue, T> lift)
    {
        ArgumentNullException.ThrowIfNull(lift);
        var elements = list.Count == 0 ? [] : new T[list.Count];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = lift(this, list.ElementAt(index));
        }

        return elements;
    }

    /// <summary>Makes a list.</summary>
    /// <typeparam name="T">The type of the elements in .NET.</typeparam>
    /// <param name="elements">The elements.</param>
    /// <param name="lower">Makes a value of an element.</param>
    public ComponentValue FromArray<T>(IReadOnlyCollection<T> elements, Func<ValueSide, T, ComponentValue> lower)
    {
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(lower);
        var values = new ComponentValue[elements.Count];
        var index = 0;
        foreach (var element in elements)
        {
            values[index++] = lower(this, element);
        }

        return ComponentValue.OfList(values);
    }

    /// <summary>The object that a handle of a resource of the host stands for.</summary>
    /// <typeparam name="T">The interface that it implements.</typeparam>
    /// <param name="handle">The handle.</param>
    public static T ToHost<T>(ComponentValue handle)
        where T : class => GuestSide.HostValue<T>(handle.AsResource());

    /// <summary>Makes a handle of an object of the host.</summary>
    /// <param name="value">The object.</param>
    /// <param name="resource">The number of the type.</param>
    /// <param name="isOwn">True for one that owns it, false for one that is lent for the call.</param>
    /// <exception cref="InvalidOperationException">The component has the resource from a guest.</exception>
    public ComponentValue FromHost(object value, int resource, bool isOwn)
    {
        var handle = GuestSide.HandleOf(value, _resources[resource]!, isOwn);
        return isOwn ? ComponentValue.FromOwn(handle) : ComponentValue.FromBorrow(handle);
    }

    /// <summary>Makes a handle of a resource of a guest.</summary>
    /// <param name="value">The resource.</param>
    /// <param name="isOwn">True to give it away, false to lend it for the call.</param>
    public static ComponentValue FromGuest(GuestResource value, bool isOwn)
    {
        ArgumentNullException.ThrowIfNull(value);
        return isOwn ? ComponentValue.FromOwn(value.Handle) : ComponentValue.FromBorrow(value.Handle);
    }

    /// <summary>Finds a label, which is none of the type's if the host has given it to a stream that it reads itself.</summary>
    private static int Find(string[] labels, string label) => Array.IndexOf(labels, label) is >= 0 and var index
        ? index
        : throw new InvalidOperationException($"A value with the label `{label}` was given, which its type has not.");
}

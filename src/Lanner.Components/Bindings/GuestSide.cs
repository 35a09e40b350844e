using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <summary>The guest's side of a call while generated code lifts or lowers values: the memory, the allocator and the handles. Places in
/// the memory are checked before they are read or written, so that a wrong one traps.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref partial struct GuestSide
{
    private readonly AbiCall _call;
    private readonly RuntimeResource?[] _resources;

    internal GuestSide(AbiCall call, RuntimeResource?[] resources, object? owner)
    {
        _call = call;
        _resources = resources;
        Owner = owner;
    }

    /// <summary>True if addresses have 64 bits.</summary>
    public bool Is64 => _call.Context.Is64;

    /// <summary>The object of the world whose function is called, or null when the guest calls.</summary>
    public object? Owner { get; }

    internal AbiContext Context => _call.Context;

    /// <summary>Reads a number.</summary>
    /// <typeparam name="T">The type of the number.</typeparam>
    /// <param name="address">The address.</param>
    public T Read<T>(ulong address)
        where T : unmanaged => _call.Memory.Read<T>((long)address);

    /// <summary>Writes a number.</summary>
    /// <typeparam name="T">The type of the number.</typeparam>
    /// <param name="address">The address.</param>
    /// <param name="value">The number.</param>
    public void Write<T>(ulong address, T value)
        where T : unmanaged => _call.Memory.Write((long)address, value);

    /// <summary>Counts what lifting takes of the host's memory.</summary>
    /// <param name="bytes">The number of bytes.</param>
    /// <exception cref="TrapException">It is more than the store allows.</exception>
    public void Charge(int bytes) => _call.Context.Charge(bytes);

    /// <summary>The scalar value with a number.</summary>
    /// <param name="bits">The number.</param>
    /// <exception cref="TrapException">There is none.</exception>
    public static Rune ToRune(uint bits) => new(AbiTraps.RequireChar(bits));

    /// <summary>The number of a case, which is checked.</summary>
    /// <param name="discriminant">The number.</param>
    /// <param name="count">The number of cases.</param>
    /// <exception cref="TrapException">There is no such case.</exception>
    public static uint RequireCase(uint discriminant, uint count) => AbiTraps.RequireCase(discriminant, count);

    /// <summary>The number of an enum's value of the host, which is checked.</summary>
    /// <param name="value">The number.</param>
    /// <param name="count">The number of labels.</param>
    /// <exception cref="ArgumentException">The value has no label.</exception>
    public static uint RequireLabel(uint value, uint count) =>
        value < count ? value : throw new ArgumentException($"A value of an enum of {count} labels is expected; {value} was given.");

    /// <summary>Reads a string.</summary>
    /// <param name="address">The place of its pointer and length.</param>
    public string LoadString(ulong address) => StringPlan.Lift(Context, Context.ReadPointer(address), ReadLength(address));

    /// <summary>Lifts a string.</summary>
    /// <param name="reader">The core values.</param>
    public string LiftString(ref FlatReader reader)
    {
        var pointer = Context.Narrow(reader.Next());
        return StringPlan.Lift(Context, pointer, Context.Narrow(reader.Next()));
    }

    /// <summary>Stores a string.</summary>
    /// <param name="address">The place for its pointer and length.</param>
    /// <param name="value">The string.</param>
    public void StoreString(ulong address, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var (pointer, units) = StringTranscoder.Lower(Context, value);
        WritePair(address, pointer, units);
    }

    /// <summary>Lowers a string.</summary>
    /// <param name="value">The string.</param>
    /// <param name="writer">The core values.</param>
    public void LowerString(string value, ref FlatWriter writer)
    {
        ArgumentNullException.ThrowIfNull(value);
        var (pointer, units) = StringTranscoder.Lower(Context, value);
        writer.Write(pointer);
        writer.Write(units);
    }

    /// <summary>Reads a list of numbers, or of structures of numbers.</summary>
    /// <typeparam name="T">The type of the elements: every bit pattern is a value, and it lies in C# as in the memory, without
    /// gaps.</typeparam>
    /// <param name="address">The place of its pointer and length.</param>
    /// <param name="alignment">The alignment of an element.</param>
    public T[] LoadNumbers<T>(ulong address, int alignment)
        where T : unmanaged => CopyNumbers<T>(Context.ReadPointer(address), ReadLength(address), alignment);

    /// <summary>Lifts a list of numbers, or of structures of numbers.</summary>
    /// <typeparam name="T">The type of the elements, as for <see cref="LoadNumbers"/>.</typeparam>
    /// <param name="reader">The core values.</param>
    /// <param name="alignment">The alignment of an element.</param>
    public T[] LiftNumbers<T>(ref FlatReader reader, int alignment)
        where T : unmanaged
    {
        var pointer = Context.Narrow(reader.Next());
        return CopyNumbers<T>(pointer, Context.Narrow(reader.Next()), alignment);
    }

    /// <summary>Stores a list of numbers, or of structures of numbers.</summary>
    /// <typeparam name="T">The type of the elements, as for <see cref="LoadNumbers"/>.</typeparam>
    /// <param name="address">The place for its pointer and length.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="alignment">The alignment of an element.</param>
    public void StoreNumbers<T>(ulong address, ReadOnlySpan<T> values, int alignment)
        where T : unmanaged => WritePair(address, CopyNumbers(values, alignment), (ulong)values.Length);

    /// <summary>Lowers a list of numbers, or of structures of numbers.</summary>
    /// <typeparam name="T">The type of the elements, as for <see cref="LoadNumbers"/>.</typeparam>
    /// <param name="values">The numbers.</param>
    /// <param name="writer">The core values.</param>
    /// <param name="alignment">The alignment of an element.</param>
    public void LowerNumbers<T>(ReadOnlySpan<T> values, ref FlatWriter writer, int alignment)
        where T : unmanaged
    {
        writer.Write(CopyNumbers(values, alignment));
        writer.Write((ulong)values.Length);
    }

    /// <summary>Finds a list of anything.</summary>
    /// <typeparam name="T">The type of the elements in .NET.</typeparam>
    /// <param name="address">The place of its pointer and length.</param>
    /// <param name="elementSize">The size of an element in the memory.</param>
    /// <param name="alignment">The alignment of an element.</param>
    /// <param name="start">The address of the first element.</param>
    /// <returns>An array for the elements.</returns>
    public T[] LoadList<T>(ulong address, int elementSize, int alignment, out ulong start)
    {
        start = Context.ReadPointer(address);
        return MakeArray<T>(start, ReadLength(address), elementSize, alignment);
    }

    /// <summary>Finds a list of anything.</summary>
    /// <typeparam name="T">The type of the elements in .NET.</typeparam>
    /// <param name="reader">The core values.</param>
    /// <param name="elementSize">The size of an element in the memory.</param>
    /// <param name="alignment">The alignment of an element.</param>
    /// <param name="start">The address of the first element.</param>
    /// <returns>An array for the elements.</returns>
    public T[] LiftList<T>(ref FlatReader reader, int elementSize, int alignment, out ulong start)
    {
        start = Context.Narrow(reader.Next());
        return MakeArray<T>(start, Context.Narrow(reader.Next()), elementSize, alignment);
    }

    /// <summary>Makes an array for a list whose length the type says.</summary>
    /// <typeparam name="T">The type of the elements in .NET.</typeparam>
    /// <param name="length">The length.</param>
    public T[] NewList<T>(int length)
    {
        Context.Charge(((long)length * Unsafe.SizeOf<T>()) + 32);
        return new T[length];
    }

    /// <summary>Makes room for a list of anything.</summary>
    /// <param name="address">The place for its pointer and length.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="elementSize">The size of an element in the memory.</param>
    /// <param name="alignment">The alignment of an element.</param>
    /// <returns>The address of the first element.</returns>
    public ulong StoreList(ulong address, int count, int elementSize, int alignment)
    {
        var start = ListPlan.AllocateList(Context, (ulong)count * (ulong)elementSize, alignment);
        WritePair(address, start, (ulong)count);
        return start;
    }

    /// <summary>Makes room for a list of anything.</summary>
    /// <param name="count">The number of elements.</param>
    /// <param name="elementSize">The size of an element in the memory.</param>
    /// <param name="alignment">The alignment of an element.</param>
    /// <param name="writer">The core values.</param>
    /// <returns>The address of the first element.</returns>
    public ulong LowerList(int count, int elementSize, int alignment, ref FlatWriter writer)
    {
        var start = ListPlan.AllocateList(Context, (ulong)count * (ulong)elementSize, alignment);
        writer.Write(start);
        writer.Write((ulong)count);
        return start;
    }

    /// <summary>Has the guest make room in its memory.</summary>
    /// <param name="size">The number of bytes.</param>
    /// <param name="alignment">The alignment.</param>
    /// <returns>The address.</returns>
    public ulong Allocate(int size, int alignment) => Context.Allocate(alignment, (ulong)size);

    /// <summary>Refuses a list that has not the length that its type says.</summary>
    /// <param name="actual">The length.</param>
    /// <param name="expected">The length that the type says.</param>
    /// <exception cref="ArgumentException">They differ.</exception>
    public static void RequireLength(int actual, int expected)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"A list of {expected} elements is expected; one of {actual} was given.");
        }
    }

    private ulong ReadLength(ulong address) => Context.ReadPointer(address + (Is64 ? 8UL : 4UL));

    private void WritePair(ulong address, ulong pointer, ulong length)
    {
        Context.WritePointer(address, pointer);
        Context.WritePointer(address + (Is64 ? 8UL : 4UL), length);
    }

    private T[] CopyNumbers<T>(ulong pointer, ulong length, int alignment)
        where T : unmanaged
    {
        var bytes = ListPlan.RequireList(Context, pointer, length, Unsafe.SizeOf<T>(), alignment);
        Context.Charge(bytes + 32L);
        if (length == 0)
        {
            return [];
        }

        var numbers = GC.AllocateUninitializedArray<T>((int)length);
        Context.Span(pointer, (uint)bytes).CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    private ulong CopyNumbers<T>(ReadOnlySpan<T> values, int alignment)
        where T : unmanaged
    {
        var pointer = ListPlan.AllocateList(Context, (ulong)values.Length * (ulong)Unsafe.SizeOf<T>(), alignment);
        var bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(Context.Span(pointer, (ulong)bytes.Length));
        return pointer;
    }

    private T[] MakeArray<T>(ulong pointer, ulong length, int elementSize, int alignment)
    {
        ListPlan.RequireList(Context, pointer, length, elementSize, alignment);
        Context.Charge(((long)length * Unsafe.SizeOf<T>()) + 32);
        return length == 0 ? [] : new T[length];
    }
}

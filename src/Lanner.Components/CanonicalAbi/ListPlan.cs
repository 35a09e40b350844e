using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers lists of any length (Canonical ABI, <c>load_list</c> and <c>store_list</c>).</summary>
internal sealed class ListPlan(ValuePlan element, bool is64) : ValuePlan
{
    /// <summary>The bytes that a value takes in the host's memory.</summary>
    private const int ValueBytes = 24;

    private readonly ComponentValueKind? _number = element is NumberPlan { IsPlain: true } number ? number.Kind : null;

    internal ValuePlan Element => element;

    internal override int Size => is64 ? 16 : 8;

    internal override int Alignment => is64 ? 8 : 4;

    internal override int FlatCount => 2;

    internal override bool Accepts(in ComponentValue value, AbiContext context)
    {
        if (value.Kind != ComponentValueKind.List)
        {
            return false;
        }

        if (value.Bits != 0)
        {
            return value.Count == 0 || (ulong?)_number + 1 == value.Bits;
        }

        foreach (ref readonly var one in value.Elements)
        {
            if (!element.Accepts(one, context))
            {
                return false;
            }
        }

        return true;
    }

    internal override ComponentValue Load(in AbiCall call, ulong address)
    {
        var pointer = call.Context.ReadPointer(address);
        return LiftRange(call, pointer, call.Context.ReadPointer(address + (uint)Alignment));
    }

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address)
    {
        var (pointer, count) = Lower(call, value);
        call.Context.WritePointer(address, pointer);
        call.Context.WritePointer(address + (uint)Alignment, count);
    }

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader)
    {
        var pointer = call.Context.Narrow(reader.Next());
        return LiftRange(call, pointer, call.Context.Narrow(reader.Next()));
    }

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer)
    {
        var (pointer, count) = Lower(call, value);
        writer.Write(pointer);
        writer.Write(count);
    }

    /// <summary>Traps unless a list that a guest gives is within its memory.</summary>
    /// <returns>The number of bytes.</returns>
    internal static int RequireList(AbiContext context, ulong pointer, ulong length, int elementSize, int alignment) =>
        context.RequireRow(pointer, length, elementSize, alignment, AbiTraps.ListOutOfBounds);

    /// <summary>Has a guest make room for a list.</summary>
    internal static ulong AllocateList(AbiContext context, ulong bytes, int alignment) => bytes <= int.MaxValue
        ? context.Allocate(alignment, bytes)
        : throw AbiTraps.Of(AbiTraps.ListOutOfBounds);

    /// <summary>Lifts the list at an address.</summary>
    internal ComponentValue LiftRange(in AbiCall call, ulong pointer, ulong length)
    {
        var context = call.Context;
        var bytes = RequireList(context, pointer, length, element.Size, element.Alignment);
        var count = (int)length;
        if (call.KeepsInMemory && element.IsPlain)
        {
            return new ComponentValue(
                ComponentValueKind.List, 0, new MemorySlice(context.Memory, pointer, bytes, count, TextForm.Utf8));
        }

        if (_number is { } kind)
        {
            context.Charge(bytes + 32L);
            var numbers = NumberArrays.Create(kind, count);
            context.Span(pointer, (uint)bytes).CopyTo(NumberArrays.BytesOf(numbers, kind));
            return ComponentValue.OfNumbers(numbers, kind);
        }

        context.Charge(((long)count * ValueBytes) + 32);
        var elements = new ComponentValue[count];
        for (var index = 0; index < count; index++)
        {
            elements[index] = element.Load(call, pointer + ((uint)index * (ulong)element.Size));
        }

        return ComponentValue.OfList(elements);
    }

    private (ulong Pointer, ulong Count) Lower(in AbiCall call, in ComponentValue value)
    {
        var context = call.Context;
        if (value.Payload is MemorySlice slice)
        {
            var copy = context.Allocate(element.Alignment, (ulong)slice.ByteLength);
            context.Copy(slice.Span, copy);
            return (copy, (ulong)slice.Count);
        }

        var bytes = (ulong)value.Count * (ulong)element.Size;
        var pointer = AllocateList(context, bytes, element.Alignment);
        if (value.Bits != 0)
        {
            NumberArrays.BytesOf((Array)value.Payload!, (ComponentValueKind)(value.Bits - 1)).CopyTo(context.Span(pointer, bytes));
            return (pointer, (ulong)value.Count);
        }

        var place = pointer;
        foreach (ref readonly var one in value.Elements)
        {
            element.Store(call, one, place);
            place += (uint)element.Size;
        }

        return (pointer, (ulong)value.Count);
    }
}

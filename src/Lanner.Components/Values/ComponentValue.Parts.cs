using System.Text;

namespace Lanner.Components;

/// <content>Taking values apart.</content>
public readonly partial struct ComponentValue
{
    /// <summary>The value of a <c>bool</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool AsBool() => BitsOf(ComponentValueKind.Bool) != 0;

    /// <summary>The value of an <c>s8</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public sbyte AsS8() => (sbyte)BitsOf(ComponentValueKind.S8);

    /// <summary>The value of a <c>u8</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public byte AsU8() => (byte)BitsOf(ComponentValueKind.U8);

    /// <summary>The value of an <c>s16</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public short AsS16() => (short)BitsOf(ComponentValueKind.S16);

    /// <summary>The value of a <c>u16</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ushort AsU16() => (ushort)BitsOf(ComponentValueKind.U16);

    /// <summary>The value of an <c>s32</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public int AsS32() => (int)BitsOf(ComponentValueKind.S32);

    /// <summary>The value of a <c>u32</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public uint AsU32() => (uint)BitsOf(ComponentValueKind.U32);

    /// <summary>The value of an <c>s64</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long AsS64() => (long)BitsOf(ComponentValueKind.S64);

    /// <summary>The value of a <c>u64</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ulong AsU64() => BitsOf(ComponentValueKind.U64);

    /// <summary>The value of an <c>f32</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public float AsF32() => BitConverter.UInt32BitsToSingle((uint)BitsOf(ComponentValueKind.F32));

    /// <summary>The value of an <c>f64</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double AsF64() => BitConverter.UInt64BitsToDouble(BitsOf(ComponentValueKind.F64));

    /// <summary>The value of a <c>char</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public Rune AsChar() => new((uint)BitsOf(ComponentValueKind.Char));

    /// <summary>The text of a <c>string</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsString() => (string)PayloadOf(ComponentValueKind.String)!;

    /// <summary>The elements of a list, or the values of a tuple.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public IReadOnlyList<ComponentValue> AsList()
    {
        if (Kind is not (ComponentValueKind.List or ComponentValueKind.Tuple))
        {
            throw WrongKind(ComponentValueKind.List);
        }

        var elements = new ComponentValue[Count];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = ElementAt(index);
        }

        return elements;
    }

    /// <summary>The elements of a list of numbers, without a copy when it was lifted or made as such.</summary>
    /// <typeparam name="T">The type of .NET with the size and sign of the component's.</typeparam>
    /// <exception cref="InvalidOperationException">The value is of another kind, or has elements of another type.</exception>
    public ReadOnlyMemory<T> AsNumbers<T>()
        where T : unmanaged
    {
        var payload = PayloadOf(ComponentValueKind.List);
        var kind = NumberArrays.KindOf<T>();
        if (Bits == (ulong)kind + 1)
        {
            return (T[])payload!;
        }

        return Count == 0
            ? default
            : throw new InvalidOperationException($"The list does not have its elements as numbers of the kind {kind}.");
    }

    /// <summary>The fields of a record, in the order that they have in the value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public IReadOnlyList<(string Label, ComponentValue Value)> AsRecord()
    {
        var record = (RecordPayload)PayloadOf(ComponentValueKind.Record)!;
        return [.. record.Labels.Zip(record.Values)];
    }

    /// <summary>A field of a record.</summary>
    /// <param name="label">The label.</param>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    /// <exception cref="KeyNotFoundException">There is no field with the label.</exception>
    public ComponentValue GetField(string label)
    {
        var record = (RecordPayload)PayloadOf(ComponentValueKind.Record)!;
        return record.TryFind(label, 0, out var value)
            ? value
            : throw new KeyNotFoundException($"The record has no field `{label}`.");
    }

    /// <summary>The case of a variant: its label, and the value that goes with it or null.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public (string Label, ComponentValue? Value) AsVariant()
    {
        var payload = (CasePayload)PayloadOf(ComponentValueKind.Variant)!;
        return (payload.Label, payload.Value);
    }

    /// <summary>The label of an enum.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsEnum() => (string)PayloadOf(ComponentValueKind.Enum)!;

    /// <summary>The value in an option, or null.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ComponentValue? AsOption() => ((BoxedValue?)PayloadOf(ComponentValueKind.Option))?.Value;

    /// <summary>Says whether a result is an error, and gives its value or null.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public (bool IsError, ComponentValue? Value) AsResult()
    {
        var payload = (BoxedValue?)PayloadOf(ComponentValueKind.Result);
        return (Bits != 0, payload?.Value);
    }

    /// <summary>The labels that are set, in the order of the type where the value comes from a component.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public IReadOnlyList<string> AsFlags()
    {
        var labels = (string[])PayloadOf(ComponentValueKind.Flags)!;
        var bits = Bits;
        return [.. labels.Where((_, index) => (bits >> index & 1) != 0)];
    }

    /// <summary>The resource of a handle.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ComponentResource AsResource() => Kind is ComponentValueKind.Own or ComponentValueKind.Borrow
        ? (ComponentResource)Payload!
        : throw WrongKind(ComponentValueKind.Own);

    /// <summary>The stream.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ComponentStream AsStream() => Kind == ComponentValueKind.Stream
        ? (ComponentStream)Payload!
        : throw WrongKind(ComponentValueKind.Stream);

    /// <summary>The future.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ComponentFuture AsFuture() => Kind == ComponentValueKind.Future
        ? (ComponentFuture)Payload!
        : throw WrongKind(ComponentValueKind.Future);

    /// <summary>The description of an error.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsErrorContext() => Kind == ComponentValueKind.ErrorContext
        ? (string)Payload!
        : throw WrongKind(ComponentValueKind.ErrorContext);

    /// <summary>The number of elements of a list or tuple.</summary>
    internal int Count => Payload is Array array ? array.Length : 0;

    /// <summary>The elements of a list or tuple that are values.</summary>
    internal ReadOnlySpan<ComponentValue> Elements => (ComponentValue[])Payload!;

    /// <summary>An element of a list or tuple.</summary>
    internal ComponentValue ElementAt(int index) => Bits == 0
        ? ((ComponentValue[])Payload!)[index]
        : NumberArrays.Get((Array)Payload!, (ComponentValueKind)(Bits - 1), index);

    private ulong BitsOf(ComponentValueKind kind) => Kind == kind ? Bits : throw WrongKind(kind);

    private object? PayloadOf(ComponentValueKind kind) => Kind == kind ? Payload : throw WrongKind(kind);

    private InvalidOperationException WrongKind(ComponentValueKind kind) => new($"The value is of the kind {Kind}, not {kind}.");
}

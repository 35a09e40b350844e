using System.Text;

namespace Lanner.Components;

/// <summary>A value that components pass to each other, of any type (Explainer.md, <c>defvaltype</c>). Immutable; the members named
/// <c>From…</c> make values, those named <c>As…</c> take them apart.</summary>
public readonly partial struct ComponentValue : IEquatable<ComponentValue>
{
    /// <summary>A number, a truth value or a scalar value; a case's index, where it is known; the labels of flags that are set; or one more
    /// than the kind of a list's numbers, 0 for a list of values.</summary>
    internal readonly ulong Bits;

    internal readonly object? Payload;

    internal ComponentValue(ComponentValueKind kind, ulong bits, object? payload = null)
    {
        Kind = kind;
        Bits = bits;
        Payload = payload;
    }

    /// <summary>The kind of the value.</summary>
    public ComponentValueKind Kind { get; }

    /// <summary>The option that holds no value.</summary>
    public static ComponentValue None => new(ComponentValueKind.Option, 0);

    /// <summary>Makes a <c>bool</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromBool(bool value) => new(ComponentValueKind.Bool, value ? 1u : 0u);

    /// <summary>Makes an <c>s8</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromS8(sbyte value) => new(ComponentValueKind.S8, (ulong)value);

    /// <summary>Makes a <c>u8</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromU8(byte value) => new(ComponentValueKind.U8, value);

    /// <summary>Makes an <c>s16</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromS16(short value) => new(ComponentValueKind.S16, (ulong)value);

    /// <summary>Makes a <c>u16</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromU16(ushort value) => new(ComponentValueKind.U16, value);

    /// <summary>Makes an <c>s32</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromS32(int value) => new(ComponentValueKind.S32, (ulong)value);

    /// <summary>Makes a <c>u32</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromU32(uint value) => new(ComponentValueKind.U32, value);

    /// <summary>Makes an <c>s64</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromS64(long value) => new(ComponentValueKind.S64, (ulong)value);

    /// <summary>Makes a <c>u64</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromU64(ulong value) => new(ComponentValueKind.U64, value);

    /// <summary>Makes an <c>f32</c>. There is one NaN.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromF32(float value) =>
        new(ComponentValueKind.F32, float.IsNaN(value) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(value));

    /// <summary>Makes an <c>f64</c>. There is one NaN.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromF64(double value) =>
        new(ComponentValueKind.F64, double.IsNaN(value) ? 0x7FF8000000000000 : BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Makes a <c>char</c>.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue FromChar(Rune value) => new(ComponentValueKind.Char, (uint)value.Value);

    /// <summary>Makes a <c>string</c>.</summary>
    /// <param name="value">The text, which must have no surrogate alone.</param>
    /// <exception cref="ArgumentException">A surrogate stands alone.</exception>
    public static ComponentValue FromString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return IsText(value)
            ? new(ComponentValueKind.String, 0, value)
            : throw new ArgumentException("The text has a surrogate that stands alone, which is no Unicode scalar value.", nameof(value));
    }

    /// <summary>Makes a list, or a map of tuples.</summary>
    /// <param name="elements">The elements.</param>
    public static ComponentValue FromList(params ReadOnlySpan<ComponentValue> elements) => OfList(elements.ToArray());

    /// <summary>Makes a list of numbers, which is passed as a block.</summary>
    /// <typeparam name="T">The type of numbers: that of .NET with the size and sign of the component's.</typeparam>
    /// <param name="elements">The elements.</param>
    /// <exception cref="ArgumentException">The type is none of numbers.</exception>
    public static ComponentValue FromNumbers<T>(params ReadOnlySpan<T> elements)
        where T : unmanaged => OfNumbers(elements.ToArray(), NumberArrays.KindOf<T>());

    /// <summary>Makes a record.</summary>
    /// <param name="fields">The fields, in any order.</param>
    public static ComponentValue FromRecord(params ReadOnlySpan<(string Label, ComponentValue Value)> fields)
    {
        var values = new ComponentValue[fields.Length];
        for (var index = 0; index < fields.Length; index++)
        {
            values[index] = fields[index].Value;
        }

        return OfRecord(SharedLabels.Of(fields), values);
    }

    /// <summary>Makes a tuple.</summary>
    /// <param name="values">The values.</param>
    public static ComponentValue FromTuple(params ReadOnlySpan<ComponentValue> values) => OfTuple(values.ToArray());

    /// <summary>Makes a value of a variant.</summary>
    /// <param name="label">The label of the case.</param>
    /// <param name="value">The value that goes with it, or null when none does.</param>
    public static ComponentValue FromVariant(string label, ComponentValue? value = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new(ComponentValueKind.Variant, 0, new CasePayload(label, value));
    }

    /// <summary>Makes a value of an enum.</summary>
    /// <param name="label">The label.</param>
    public static ComponentValue FromEnum(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new(ComponentValueKind.Enum, 0, label);
    }

    /// <summary>Makes an option that holds a value.</summary>
    /// <param name="value">The value.</param>
    public static ComponentValue Some(ComponentValue value) => new(ComponentValueKind.Option, 1, new BoxedValue(value));

    /// <summary>Makes a result that is a success.</summary>
    /// <param name="value">The value, or null when the type has none.</param>
    public static ComponentValue Ok(ComponentValue? value = null) => OfResult(isError: false, value);

    /// <summary>Makes a result that is an error.</summary>
    /// <param name="value">The value, or null when the type has none.</param>
    public static ComponentValue Error(ComponentValue? value = null) => OfResult(isError: true, value);

    /// <summary>Makes a value of flags.</summary>
    /// <param name="labels">The labels that are set, at most 64.</param>
    public static ComponentValue FromFlags(params ReadOnlySpan<string> labels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labels.Length, 64, nameof(labels));
        return OfFlags(labels.ToArray(), labels.Length == 64 ? ulong.MaxValue : (1UL << labels.Length) - 1);
    }

    /// <summary>Makes an owned handle, which passes the resource on.</summary>
    /// <param name="resource">The resource.</param>
    public static ComponentValue FromOwn(ComponentResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(ComponentValueKind.Own, 0, resource);
    }

    /// <summary>Makes a handle that lends the resource for a call.</summary>
    /// <param name="resource">The resource.</param>
    public static ComponentValue FromBorrow(ComponentResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(ComponentValueKind.Borrow, 0, resource);
    }

    /// <summary>Makes a <c>stream</c>, whose end to read from is passed on.</summary>
    /// <param name="stream">The stream.</param>
    public static ComponentValue FromStream(ComponentStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(ComponentValueKind.Stream, 0, stream);
    }

    /// <summary>Makes a <c>future</c>, whose end to read from is passed on.</summary>
    /// <param name="future">The future.</param>
    public static ComponentValue FromFuture(ComponentFuture future)
    {
        ArgumentNullException.ThrowIfNull(future);
        return new(ComponentValueKind.Future, 0, future);
    }

    /// <summary>Makes an <c>error-context</c>.</summary>
    /// <param name="message">The description, for people. It must have no surrogate alone.</param>
    /// <exception cref="ArgumentException">A surrogate stands alone.</exception>
    public static ComponentValue FromErrorContext(string message) =>
        new(ComponentValueKind.ErrorContext, 0, FromString(message).Payload);

    internal static ComponentValue OfList(ComponentValue[] elements) => new(ComponentValueKind.List, 0, elements);

    internal static ComponentValue OfNumbers(Array numbers, ComponentValueKind kind) =>
        new(ComponentValueKind.List, (ulong)kind + 1, numbers);

    internal static ComponentValue OfRecord(string[] labels, ComponentValue[] values) =>
        new(ComponentValueKind.Record, 0, new RecordPayload(labels, values));

    internal static ComponentValue OfTuple(ComponentValue[] values) => new(ComponentValueKind.Tuple, 0, values);

    internal static ComponentValue OfResult(bool isError, ComponentValue? value) =>
        new(ComponentValueKind.Result, isError ? 1u : 0u, value is { } given ? new BoxedValue(given) : null);

    /// <summary>Flags of which those are set whose bits are.</summary>
    internal static ComponentValue OfFlags(string[] labels, ulong bits) => new(ComponentValueKind.Flags, bits, labels);

    /// <summary>Tests whether no surrogate stands alone.</summary>
    internal static bool IsText(ReadOnlySpan<char> units)
    {
        while (units.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var index)
        {
            units = units[index..];
            if (units.Length < 2 || !char.IsSurrogatePair(units[0], units[1]))
            {
                return false;
            }

            units = units[2..];
        }

        return true;
    }
}

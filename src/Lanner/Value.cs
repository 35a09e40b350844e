using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Runtime;
using Lanner.Text;

namespace Lanner;

/// <summary>A WebAssembly value of any type (specification 4.2.1), for calls whose types are not known when the program is written. It
/// holds the exact bits, also those of a NaN. Numbers, vectors and functions convert to it implicitly; the members named <c>As…</c> convert
/// back.</summary>
public readonly struct Value : IEquatable<Value>
{
    /// <summary>The bits of a number in its low bytes, or those of a vector. Two words rather than a vector, so that arrays of values are
    /// packed.</summary>
    internal readonly ulong Low;
    internal readonly ulong High;
    internal readonly object? Reference;

    internal Value(WasmValueKind kind, ulong low, ulong high = 0)
    {
        _kind = kind;
        Low = low;
        High = high;
    }

    private Value(object? reference)
    {
        _kind = WasmValueKind.Reference;
        Reference = reference;
    }

    private readonly WasmValueKind _kind;

    /// <summary>The kind of the value.</summary>
    public WasmValueKind Kind => _kind;

    /// <summary>A null reference. It is a value of every reference type that is nullable.</summary>
    public static Value Null => new(null);

    /// <summary>Makes a reference: to a <see cref="Function"/> for the types of functions, to any object for <c>externref</c>, or
    /// null.</summary>
    /// <param name="reference">The object that the value refers to, or null.</param>
    public static Value FromReference(object? reference) => new(reference);

    /// <summary>Makes an <c>f32</c> from its bits, which need not be those of a number.</summary>
    /// <param name="bits">The bits in the format of IEEE 754.</param>
    public static Value FromSingleBits(uint bits) => new(WasmValueKind.F32, bits);

    /// <summary>Makes an <c>f64</c> from its bits, which need not be those of a number.</summary>
    /// <param name="bits">The bits in the format of IEEE 754.</param>
    public static Value FromDoubleBits(ulong bits) => new(WasmValueKind.F64, bits);

    /// <summary>Makes an <c>i32</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Value(int value) => new(WasmValueKind.I32, (uint)value);

    /// <summary>Makes an <c>i32</c>; WebAssembly's integers have no sign of their own.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Value(uint value) => new(WasmValueKind.I32, value);

    /// <summary>Makes an <c>i64</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Value(long value) => new(WasmValueKind.I64, (ulong)value);

    /// <summary>Makes an <c>i64</c>; WebAssembly's integers have no sign of their own.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Value(ulong value) => new(WasmValueKind.I64, value);

    /// <summary>Makes an <c>f32</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Value(float value) => new(WasmValueKind.F32, BitConverter.SingleToUInt32Bits(value));

    /// <summary>Makes an <c>f64</c>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Value(double value) => new(WasmValueKind.F64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Makes a <c>v128</c>.</summary>
    /// <param name="value">The value; lane 0 is in the lowest bytes.</param>
    public static implicit operator Value(Vector128<byte> value) => new(WasmValueKind.V128, value.AsUInt64()[0], value.AsUInt64()[1]);

    /// <summary>Makes a reference to a function, or a null reference.</summary>
    /// <param name="value">The function, or null.</param>
    public static implicit operator Value(Function? value) => new(value);

    /// <summary>The value of an <c>i32</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public int AsInt32() => (int)BitsOf(WasmValueKind.I32);

    /// <summary>The value of an <c>i32</c>, taken as unsigned.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public uint AsUInt32() => (uint)BitsOf(WasmValueKind.I32);

    /// <summary>The value of an <c>i64</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long AsInt64() => (long)BitsOf(WasmValueKind.I64);

    /// <summary>The value of an <c>i64</c>, taken as unsigned.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ulong AsUInt64() => BitsOf(WasmValueKind.I64);

    /// <summary>The value of an <c>f32</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public float AsSingle() => BitConverter.UInt32BitsToSingle((uint)BitsOf(WasmValueKind.F32));

    /// <summary>The bits of an <c>f32</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public uint AsSingleBits() => (uint)BitsOf(WasmValueKind.F32);

    /// <summary>The value of an <c>f64</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double AsDouble() => BitConverter.UInt64BitsToDouble(BitsOf(WasmValueKind.F64));

    /// <summary>The bits of an <c>f64</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ulong AsDoubleBits() => BitsOf(WasmValueKind.F64);

    /// <summary>The value of a <c>v128</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public Vector128<byte> AsVector128() => Vector128.Create(BitsOf(WasmValueKind.V128), High).AsByte();

    /// <summary>Returns the object that a reference refers to, or null.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public object? AsReference() => Kind == WasmValueKind.Reference ? Reference : throw WrongKind(WasmValueKind.Reference);

    /// <summary>The function that a reference refers to, or null.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind, or refers to something that is not a function.</exception>
    public Function? AsFunction() => AsReference() is var reference && reference is null or Lanner.Function
        ? (Function?)reference
        : throw new InvalidOperationException($"The value refers to an object of type {reference.GetType()}, not to a function.");

    /// <summary>Tests whether the two values are of the same kind and have the same bits, or refer to the same object. Unlike numbers of
    /// .NET and WebAssembly, a NaN equals itself here and the two zeros differ.</summary>
    /// <param name="other">The other value.</param>
    public bool Equals(Value other) =>
        Kind == other.Kind && Low == other.Low && High == other.High && ReferenceEquals(Reference, other.Reference);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Kind, Low, High, Reference is null ? 0 : RuntimeHelpers.GetHashCode(Reference));

    /// <summary>Tests whether the two values are equal as <see cref="Equals(Value)"/> has it.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Tests whether the two values differ as <see cref="Equals(Value)"/> has it.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>Reads a value of a type that is known, as <see cref="ToString"/> writes it and as constants of the text format are
    /// written.</summary>
    /// <param name="text">An integer in decimal or hexadecimal digits (<c>-1</c>, <c>0xffff_ffff</c>), signed or unsigned; a floating-point
    /// number (<c>1.5</c>, <c>0x1.8p3</c>, <c>-inf</c>, <c>nan</c>, <c>nan:0x200000</c>), rounded to the nearest; a vector as a shape with
    /// its lanes (<c>i32x4 1 2 3 4</c>) or as <c>0x</c> and hexadecimal digits, lane 0 last; <c>null</c> for a reference. The culture of
    /// the process does not matter.</param>
    /// <param name="type">The type of the value.</param>
    /// <exception cref="FormatException">The text is not a value of the type, or is out of its range.</exception>
    public static Value Parse(string text, WasmValueType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ValueNotation.TryParse(text, type, out var value)
            ? value
            : throw new FormatException($"'{DisplayedName.Of(text)}' is not a value of type {type}.");
    }

    /// <summary>Reads a value of a type that is known, if the text is one.</summary>
    /// <param name="text">The text, as <see cref="Parse"/> takes it.</param>
    /// <param name="type">The type of the value.</param>
    /// <param name="value">The value, or the default when the text is none of the type or out of its range.</param>
    /// <returns>True if the text is a value of the type.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, WasmValueType type, out Value value)
    {
        value = default;
        return text is not null && ValueNotation.TryParse(text, type, out value);
    }

    /// <summary>The value in the notation of the text format, whatever the culture of the process: an integer in signed decimal digits; the
    /// shortest decimal number that means the floating-point number, <c>inf</c>, <c>nan</c>, or <c>nan:0x…</c> with its payload; a vector
    /// as <c>0x</c> and 32 hexadecimal digits, lane 0 last; for a reference <c>null</c>, or what its object says of itself.
    /// <see cref="Parse"/> makes the same bits of it.</summary>
    public override string ToString() => ValueNotation.Format(in this);

    /// <summary>The value of a type when nothing gives another: zero or null (specification 4.2.1, "default values").</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="ArgumentException">The type has no default (<see cref="WasmValueType.IsDefaultable"/>).</exception>
    public static Value DefaultOf(WasmValueType type) => type.IsDefaultable
        ? type.IsReference ? Null : new Value(type.Kind, 0)
        : throw new ArgumentException($"No value of type {type} is the default.", nameof(type));

    /// <summary>Makes this another value, field by field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(WasmValueKind kind, ulong low, ulong high = 0, object? reference = null)
    {
        Unsafe.AsRef(in Low) = low;
        Unsafe.AsRef(in High) = high;
        Unsafe.AsRef(in Reference) = reference;
        Unsafe.AsRef(in _kind) = kind;
    }

    /// <summary>The value with its kind checked by whoever asks.</summary>
    internal static Value FromBits(WasmValueKind kind, Vector128<byte> bits, object? reference) => kind switch
    {
        WasmValueKind.Reference => new Value(reference),
        WasmValueKind.V128 => bits,
        WasmValueKind.I32 or WasmValueKind.F32 => new Value(kind, bits.AsUInt32()[0]),
        _ => new Value(kind, bits.AsUInt64()[0]),
    };

    /// <summary>The bits of a number or vector as globals keep them.</summary>
    internal Vector128<byte> Bits => Vector128.Create(Low, High).AsByte();

    /// <summary>Tests whether this is a value of the type.</summary>
    internal bool IsOf(WasmValueType type) => Kind == type.Kind && (!type.IsReference || ReferenceTypes.Accept(type, Reference));

    private ulong BitsOf(WasmValueKind kind) => Kind == kind ? Low : throw WrongKind(kind);

    private InvalidOperationException WrongKind(WasmValueKind wanted) => new($"The value is of kind {Kind}, not {wanted}.");
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lanner.Components;

/// <content>Values as text.</content>
public readonly partial struct ComponentValue
{
    /// <summary>Characters of other scripts stand for themselves: the text is no part of a page.</summary>
    private static readonly JsonWriterOptions JsonForm = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a value in the WebAssembly Value Encoding.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="text">The text, such as <c>{name: "x", sizes: [1, 2]}</c>.</param>
    /// <exception cref="ComponentTextException">The text is no value of the type, or has more than ten million values in it; handles,
    /// streams, futures and error contexts cannot be written as text.</exception>
    public static ComponentValue ParseWave(ComponentValueType type, string text)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(text);
        return WaveValues.Parse(type, text);
    }

    /// <summary>The value in the WebAssembly Value Encoding, such as <c>{name: "x", sizes: [1, 2]}</c>. Fields that are none are left
    /// away.</summary>
    /// <exception cref="InvalidOperationException">The value holds a handle, which means something in its store only.</exception>
    public string ToWave() => WaveValues.Print(this);

    /// <summary>Reads a value in JSON: records are objects, of which fields that are options may be left away; tuples, lists and maps (of
    /// pairs of keys and values) arrays; a list of bytes an array of numbers or a string in base64; a case of a variant
    /// <c>{"case": value}</c>, or a string when it has no value; an option null or its value, which stands as <c>{"some": value}</c> when
    /// its type is an option itself; a result <c>{"ok": value}</c> or <c>{"error": value}</c>, with null where there is no value; flags an
    /// array of labels; the label of an enum and a character strings; integers of 64 bits numbers or strings of digits; and the numbers
    /// that JSON lacks the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ComponentTextException">The text is no JSON, or no value of the type, or has more than ten million values in it;
    /// handles, streams, futures and error contexts cannot be written as text.</exception>
    public static ComponentValue ParseJson(ComponentValueType type, string text)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(text);
        return JsonValueReader.Read(JsonValueReader.Encode(text), type);
    }

    /// <summary>The value in JSON, in the form that <see cref="ParseJson"/> reads.</summary>
    /// <param name="options">The forms that are chosen, or null for those that are usual.</param>
    /// <exception cref="InvalidOperationException">The value holds a handle, which means something in its store only.</exception>
    public string ToJson(ComponentJsonOptions? options = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonForm))
        {
            WriteJson(writer, options);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the value in JSON, in the form that <see cref="ParseJson"/> reads.</summary>
    /// <param name="writer">Takes the value.</param>
    /// <param name="options">The forms that are chosen, or null for those that are usual.</param>
    /// <exception cref="InvalidOperationException">The value holds a handle, which means something in its store only.</exception>
    public void WriteJson(Utf8JsonWriter writer, ComponentJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        JsonValueWriter.Write(writer, this, options ?? ComponentJsonOptions.Default);
    }

    /// <summary>Tests whether the value is a list that is kept as an array of numbers of a kind.</summary>
    internal bool IsNumbersOf(ComponentValueKind kind) => Kind == ComponentValueKind.List && Bits == (ulong)kind + 1;

    /// <summary>An integer of a type whose range it is in.</summary>
    internal static ComponentValue OfInteger(PrimitiveKind kind, Int128 value) =>
        new((ComponentValueKind)kind, unchecked((ulong)value));

    /// <summary>A list of values, as numbers when its elements are.</summary>
    internal static ComponentValue OfElements(ComponentValueType element, ReadOnlySpan<ComponentValue> values) =>
        element is PrimitiveType { Primitive: var primitive } && NumberArrays.SizeOf((ComponentValueKind)primitive) > 0
            ? OfNumbers(NumberArrays.Of((ComponentValueKind)primitive, values), (ComponentValueKind)primitive)
            : OfList(values.ToArray());
}

using System.Text;

namespace Lanner.Wit;

/// <summary>A value of the component model. Values do not know their type; <see cref="Wave"/> checks that they fit.</summary>
public abstract record WaveValue
{
    private protected WaveValue()
    {
    }
}

/// <summary>A value of <c>bool</c>.</summary>
/// <param name="Value">The value.</param>
public sealed record WaveBool(bool Value) : WaveValue;

/// <summary>A value of an integer type.</summary>
/// <param name="Value">The value.</param>
public sealed record WaveInteger(Int128 Value) : WaveValue;

/// <summary>A value of <c>f32</c> or <c>f64</c>.</summary>
/// <param name="Value">The value.</param>
public sealed record WaveFloat(double Value) : WaveValue;

/// <summary>A value of <c>char</c>.</summary>
/// <param name="Value">The value.</param>
public sealed record WaveChar(Rune Value) : WaveValue;

/// <summary>A value of <c>string</c>.</summary>
/// <param name="Value">The value.</param>
public sealed record WaveString(string Value) : WaveValue;

/// <summary>A value of a <c>list</c>, a <c>map</c> (tuples of keys and values), a <c>tuple</c> or a <c>record</c> (its fields in
/// order).</summary>
/// <param name="Items">The elements.</param>
public sealed record WaveSequence(IReadOnlyList<WaveValue> Items) : WaveValue
{
    /// <inheritdoc/>
    public bool Equals(WaveSequence? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Count == 0 ? 0 : HashCode.Combine(Items.Count, Items[0], Items[^1]);
}

/// <summary>A value of a <c>variant</c>, <c>enum</c>, <c>option</c> (<c>some</c>, <c>none</c>) or <c>result</c> (<c>ok</c>,
/// <c>err</c>).</summary>
/// <param name="Case">The name of the case.</param>
/// <param name="Payload">The value that comes with the case, or null.</param>
public sealed record WaveVariant(string Case, WaveValue? Payload = null) : WaveValue
{
    /// <summary>The value <c>none</c>.</summary>
    public static WaveVariant None { get; } = new("none");
}

/// <summary>A value of <c>flags</c>.</summary>
/// <param name="Names">The names of the flags that are set, in the order of the type.</param>
public sealed record WaveFlags(IReadOnlyList<string> Names) : WaveValue
{
    /// <inheritdoc/>
    public bool Equals(WaveFlags? other) => other is not null && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Count == 0 ? 0 : HashCode.Combine(Names.Count, Names[0]);
}

/// <summary>A call of a function, with values.</summary>
/// <param name="Function">The function.</param>
/// <param name="Arguments">The arguments, one for each parameter.</param>
/// <param name="Result">The result, or null when there is none or it is not told.</param>
public sealed record WaveCall(WitFunction Function, IReadOnlyList<WaveValue> Arguments, WaveValue? Result = null);

using System.Diagnostics.CodeAnalysis;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A reference to a small integer, an <c>i31</c> (specification 2.3.4): what a guest makes with <c>ref.i31</c>. Equal when the
/// numbers are.</summary>
public readonly struct I31Reference : IEquatable<I31Reference>
{
    private I31Reference(I31 number) => Number = number.Value;

    /// <summary>The number, from -2^30 to 2^30 - 1.</summary>
    public int Number { get; }

    /// <summary>The object that guests take and give as <c>i31ref</c>, <c>eqref</c> or <c>anyref</c>. Not always the same one for the same
    /// number.</summary>
    public object Object => I31.Create(Number);

    /// <summary>Makes a reference.</summary>
    /// <param name="number">The number, from -2^30 to 2^30 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number does not fit into 31 bits.</exception>
    public static I31Reference Create(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(number << 1 >> 1, number, nameof(number));
        return new I31Reference(I31.Create(number));
    }

    /// <summary>Gives the typed view of an object that came from a guest, if it is a small integer.</summary>
    /// <param name="reference">The object, or null.</param>
    /// <param name="result">The number as a reference.</param>
    public static bool TryFrom([NotNullWhen(true)] object? reference, out I31Reference result)
    {
        var number = reference as I31;
        result = number is null ? default : new I31Reference(number);
        return number is not null;
    }

    /// <summary>The reference as a value.</summary>
    /// <param name="reference">The reference.</param>
    public static implicit operator Value(I31Reference reference) => Value.FromReference(reference.Object);

    /// <inheritdoc/>
    public bool Equals(I31Reference other) => Number == other.Number;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is I31Reference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Number;

    /// <summary>Tests whether the numbers are equal.</summary>
    /// <param name="left">One reference.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(I31Reference left, I31Reference right) => left.Equals(right);

    /// <summary>Tests whether the numbers differ.</summary>
    /// <param name="left">One reference.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(I31Reference left, I31Reference right) => !left.Equals(right);

    /// <summary>The reference as the text format writes it.</summary>
    public override string ToString() => $"(ref.i31 {Number})";
}

using System.Diagnostics.CodeAnalysis;

namespace Lanner.Components;

/// <summary>An <c>option</c> of an <c>option</c>: a value that may be null, or none at all. An option of anything else is a type of C# that
/// is nullable.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="value">The value that is there.</param>
public readonly struct Option<T>(T value) : IEquatable<Option<T>>
{
    private readonly T _value = value;

    /// <summary>The option without a value, which is also the default.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The type cannot be inferred.")]
    public static Option<T> None => default;

    /// <summary>True if there is a value.</summary>
    public bool HasValue { get; } = true;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException("The option has no value.");

    /// <summary>Makes an option with a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Option<T>(T value) => new(value);

    /// <inheritdoc/>
    public bool Equals(Option<T> other) =>
        HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Option<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasValue, _value);

    /// <summary>The option as WAVE writes it, with the value's own text.</summary>
    public override string ToString() => HasValue ? $"some({(_value is null ? "none" : _value)})" : "none";

    /// <summary>Tests whether two options are equal.</summary>
    /// <param name="left">One option.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Option<T> left, Option<T> right) => left.Equals(right);

    /// <summary>Tests whether two options differ.</summary>
    /// <param name="left">One option.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Option<T> left, Option<T> right) => !left.Equals(right);
}

using System.Diagnostics.CodeAnalysis;

namespace Lanner.Components;

/// <summary>A <c>result</c>: a value or an error. Where WIT says nothing of one of them, its type is <see cref="ValueTuple"/>.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
/// <typeparam name="TError">The type of the error.</typeparam>
public readonly struct Result<TValue, TError> : IEquatable<Result<TValue, TError>>
{
    private readonly TValue _value;
    private readonly TError _error;
    private readonly bool _isError;

    private Result(TValue value, TError error, bool isError)
    {
        _value = value;
        _error = error;
        _isError = isError;
    }

    /// <summary>True for a value, false for an error.</summary>
    public bool IsOk => !_isError;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The result is an error.</exception>
    public TValue Value => !_isError ? _value : throw new InvalidOperationException("The result is an error.");

    /// <summary>The error.</summary>
    /// <exception cref="InvalidOperationException">The result is a value.</exception>
    public TError Error => _isError ? _error : throw new InvalidOperationException("The result is no error.");

    /// <summary>Makes a result with a value.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Design", "CA1000", Justification = "The other type cannot be inferred.")]
    public static Result<TValue, TError> Ok(TValue value) => new(value, default!, isError: false);

    /// <summary>Makes a result with an error.</summary>
    /// <param name="error">The error.</param>
    [SuppressMessage("Design", "CA1000", Justification = "The other type cannot be inferred.")]
    public static Result<TValue, TError> Failed(TError error) => new(default!, error, isError: true);

    /// <summary>The value; an error is thrown.</summary>
    /// <exception cref="ResultException{TError}">The result is an error.</exception>
    public TValue OrThrow() => !_isError ? _value : throw new ResultException<TError>(_error);

    /// <inheritdoc/>
    public bool Equals(Result<TValue, TError> other) => _isError == other._isError
        && EqualityComparer<TValue>.Default.Equals(_value, other._value)
        && EqualityComparer<TError>.Default.Equals(_error, other._error);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Result<TValue, TError> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_isError, _value, _error);

    /// <summary>The result as WAVE writes it, with the own text of the value or error.</summary>
    public override string ToString() => _isError ? $"err({_error})" : $"ok({_value})";

    /// <summary>Tests whether two results are equal.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Result<TValue, TError> left, Result<TValue, TError> right) => left.Equals(right);

    /// <summary>Tests whether two results differ.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Result<TValue, TError> left, Result<TValue, TError> right) => !left.Equals(right);
}

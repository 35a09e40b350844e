namespace Lanner.Components;

/// <summary>The error of a <c>result</c>, of any type. Generated methods throw it when a guest returns one, and a host's implementation
/// throws it for the guest to get one.</summary>
public abstract class ResultException : LannerException
{
    private protected ResultException(string message)
        : base(message)
    {
    }
}

/// <summary>The error of a <c>result</c>.</summary>
/// <typeparam name="TError">The type of the error; <see cref="ValueTuple"/> where WIT says nothing of it.</typeparam>
public sealed class ResultException<TError> : ResultException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The error.</param>
    public ResultException(TError error)
        : base($"The function has returned the error `{error}`.") => Error = error;

    /// <summary>The error.</summary>
    public TError Error { get; }
}

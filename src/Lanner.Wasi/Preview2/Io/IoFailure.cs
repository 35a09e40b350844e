namespace Lanner.Wasi.Preview2.Io;

/// <summary>Why a stream has failed.</summary>
/// <param name="Message">The reason, for people.</param>
/// <param name="Code">The error of a file or socket; or null.</param>
/// <param name="Detail">The reason in the terms of another package, for its function that finds it out (such as
/// <c>http-error-code</c>); or null.</param>
internal sealed record IoFailure(string Message, WasiError? Code = null, object? Detail = null)
{
    internal static IoFailure Of(WasiError error) => new(error.ToString(), error);
}

/// <summary>An <c>error</c>: a handle of a failure.</summary>
internal sealed class IoError(IoFailure failure) : HostResource
{
    internal IoFailure Failure => failure;
}

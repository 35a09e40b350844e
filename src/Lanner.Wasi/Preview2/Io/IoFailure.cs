namespace Lanner.Wasi.Preview2.Io;

/// <summary>Why a stream has failed.</summary>
/// <param name="Message">The reason, for people.</param>
/// <param name="Code">The reason in the terms of the package that the stream is of, for its function that finds it out (such as
/// <c>http-error-code</c>): a <see cref="WasiError"/> for files; or null.</param>
internal sealed record IoFailure(string Message, object? Code = null)
{
    internal static IoFailure Of(WasiError error) => new(error.ToString(), error);
}

/// <summary>An <c>error</c>: a handle of a failure.</summary>
internal sealed class IoError(IoFailure failure) : HostResource
{
    internal IoFailure Failure => failure;
}

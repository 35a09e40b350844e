namespace Lanner.AspNetCore.Commands;

/// <summary>Thrown when a program has not written what CGI asks of it.</summary>
/// <param name="message">The message.</param>
internal sealed class CgiException(string message) : IOException(message);

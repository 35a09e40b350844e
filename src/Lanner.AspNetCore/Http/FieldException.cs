namespace Lanner.AspNetCore.Http;

/// <summary>Thrown when what a guest answers cannot be the head of a response.</summary>
/// <param name="message">The message.</param>
internal sealed class FieldException(string message) : IOException(message);

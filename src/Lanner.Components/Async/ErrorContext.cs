using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>A description of an error, which guests pass on without reading it (Canonical ABI, <c>ErrorContext</c>).</summary>
internal sealed class ErrorContext(string message) : TableEntry
{
    internal const string Words = "error context";

    /// <summary>The longest message that is kept, in characters: guests can make a million of them.</summary>
    private const int MaximumLength = 1024;

    /// <summary>The message as it is kept: the specification lets hosts change it as they like.</summary>
    internal static string Shorten(string message) => message.Length <= MaximumLength
        ? message
        : message[..(char.IsHighSurrogate(message[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength)];

    /// <summary>The message, for people.</summary>
    internal string Message => message;

    internal override string Description => Words;
}

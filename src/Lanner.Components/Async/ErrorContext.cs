using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>A description of an error, which guests pass on without reading it (Canonical ABI, <c>ErrorContext</c>).</summary>
internal sealed class ErrorContext(string message) : TableEntry
{
    internal const string Words = "error context";

    /// <summary>The message, for people.</summary>
    internal string Message => message;

    internal override string Description => Words;
}

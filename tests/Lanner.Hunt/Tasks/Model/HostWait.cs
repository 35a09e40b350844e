using Lanner.Components;

namespace Lanner.Hunt.Tasks.Model;

/// <summary>A call of the host's function.</summary>
internal sealed class HostWait(uint call, long? due, bool obeys)
{
    internal uint Call => call;

    internal long? Due => due;

    internal bool Obeys => obeys;

    internal uint Result => call + 1000;

    internal bool HasEnded { get; set; }

    internal Subtask? Subtask { get; set; }

    /// <summary>Ends the call in the host.</summary>
    internal TaskCompletionSource<ComponentValue?> Completion { get; } = new();
}

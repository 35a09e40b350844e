using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>The side of a call that has made it: a guest, or the host (Canonical ABI, <c>OnStart</c> and <c>OnResolve</c>).</summary>
internal interface ITaskCaller
{
    /// <summary>The loans of the call, or null when no type of the function has any.</summary>
    CallScope? Scope { get; }

    /// <summary>True if a result is lowered at once, so that it may stay in the memory of its guest until then.</summary>
    bool KeepsInMemory { get; }

    /// <summary>Gives the arguments: the call begins.</summary>
    ComponentValue[] Start();

    /// <summary>Takes the result.</summary>
    void Return(ComponentValue? result);

    /// <summary>Takes notice that the call ends without a result, since it was cancelled.</summary>
    void Cancel();

    /// <summary>Takes notice that the task is over: after its result too, nothing of it runs any more.</summary>
    void Exit()
    {
    }
}

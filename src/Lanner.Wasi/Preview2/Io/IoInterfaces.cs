using System.Runtime.InteropServices;
using Lanner.Components;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>The package <c>wasi:io</c>.</summary>
internal static class IoInterfaces
{
    /// <summary>The most pollables of one call: more than a guest is meant to have.</summary>
    private const int MaximumPollables = 1 << 16;

    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        DefineError(define("wasi:io/error"));
        DefinePoll(define("wasi:io/poll"));
        var streams = define("wasi:io/streams");
        streams.Resource(ResourceTypes.Error);
        streams.Resource(ResourceTypes.Pollable);
        InputStreamInterface.Define(streams);
        OutputStreamInterface.Define(streams);
    }

    private static void DefineError(InterfaceDefinition error)
    {
        error.Resource(ResourceTypes.Error);
        error.Method(
            ResourceTypes.Error, "to-debug-string",
            call => ComponentValue.FromString(call.Resource<IoError>(0).Failure.Message));
    }

    private static void DefinePoll(InterfaceDefinition poll)
    {
        poll.Resource(ResourceTypes.Pollable);
        poll.Method(ResourceTypes.Pollable, "ready", Ready);
        poll.Method(ResourceTypes.Pollable, "block", Block);
        poll.Function("poll", Poll);
    }

    private static ComponentValue? Ready(InterfaceCall call)
    {
        var isReady = call.Resource<Pollable>(0).Source.IsReady;
        if (!isReady)
        {
            // A guest that asks in a loop leaves the processor to those who do what it asks for.
            Thread.Yield();
        }

        return ComponentValue.FromBool(isReady);
    }

    private static ComponentValue? Block(InterfaceCall call)
    {
        Poller.WaitFor(call, call.Resource<Pollable>(0).Source);
        return null;
    }

    private static ComponentValue? Poll(InterfaceCall call)
    {
        var pollables = call[0].AsList();
        if (pollables.Count is 0 or > MaximumPollables)
        {
            throw ComponentTrap.Because($"poll was called with {pollables.Count} pollables, not 1 to {MaximumPollables}");
        }

        var waits = new IWaitable[pollables.Count];
        for (var index = 0; index < waits.Length; index++)
        {
            waits[index] = ((Pollable)pollables[index].AsResource().Value).Source;
        }

        return ComponentValue.FromNumbers<uint>(CollectionsMarshal.AsSpan(Poller.WaitForAny(call, waits)));
    }
}

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The responses whose guests still write the first bytes of their bodies. Each step of a body that the host waits for costs it a
/// change of threads, and most bodies are there in a moment: the host is told of a response when its body is complete or full, and at the
/// latest when a tick has passed.</summary>
internal static class HeldResponses
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private static readonly Lock Gate = new();
    private static readonly LinkedList<ResponseOutparam> Held = [];
    private static readonly Timer Clock = MakeClock();

    /// <summary>The number of ticks that there were.</summary>
    private static long s_ticks;

    private static bool s_isTicking;

    /// <summary>Holds a response.</summary>
    internal static void Add(ResponseOutparam response)
    {
        lock (Gate)
        {
            response.Place.Tick = s_ticks;
            response.Place.Node = Held.AddLast(response);
            StartTick();
        }
    }

    /// <summary>Holds a response no more.</summary>
    internal static void Remove(ResponseOutparam response)
    {
        lock (Gate)
        {
            if (response.Place.Node is { List: not null } node)
            {
                Held.Remove(node);
            }
        }
    }

    /// <summary>Makes the clock, which must not hold on to the context of the first request.</summary>
    private static Timer MakeClock()
    {
        var isSuppressed = ExecutionContext.IsFlowSuppressed();
        using var flow = isSuppressed ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return new Timer(static _ => OnTick(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Releases those that were there at the last tick already.</summary>
    private static void OnTick()
    {
        List<ResponseOutparam>? late = null;
        lock (Gate)
        {
            while (Held.First is { Value: var first } && first.Place.Tick < s_ticks)
            {
                Held.RemoveFirst();
                (late ??= []).Add(first);
            }

            s_ticks++;
            s_isTicking = false;
            StartTick();
        }

        foreach (var response in late ?? [])
        {
            response.Release();
        }
    }

    private static void StartTick()
    {
        if (!s_isTicking && Held.Count > 0)
        {
            s_isTicking = true;
            Clock.Change(Tick, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The place of a response among those that are held.</summary>
    internal sealed class Place
    {
        internal LinkedListNode<ResponseOutparam>? Node { get; set; }

        internal long Tick { get; set; }
    }
}

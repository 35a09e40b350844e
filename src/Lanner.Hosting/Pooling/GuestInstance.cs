using Lanner.Components;
using Lanner.Hosting.Output;
using Lanner.Wasi;

namespace Lanner.Hosting.Pooling;

/// <summary>An instance of a guest, in a store of its own, and what it was given.</summary>
internal sealed class GuestInstance(GuestVersion version, Store store, WasiContext wasi, GuestOutput output)
{
    /// <summary>How long to wait before looking again whether a guest that was interrupted has stopped.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(50);

    internal GuestVersion Version => version;

    internal Store Store => store;

    internal WasiContext Wasi => wasi;

    internal ComponentInstance? Component { get; set; }

    internal Instance? Module { get; set; }

    /// <summary>The number of calls that it has served.</summary>
    internal int Calls { get; set; }

    /// <summary>The time since when it waits for a call, as a timestamp.</summary>
    internal long IdleSince { get; set; }

    /// <summary>Ends it. A guest that still runs is interrupted first, and waited for: its thread is taken as long as a host function
    /// keeps it.</summary>
    internal ValueTask DisposeAsync()
    {
        if (!TryDispose())
        {
            store.Interrupt();
            return new(DisposeLaterAsync());
        }

        return ValueTask.CompletedTask;
    }

    private async Task DisposeLaterAsync()
    {
        var pause = ShortestPause;
        do
        {
            await Task.Delay(pause).ConfigureAwait(false);
            pause = pause < LongestPause ? 2 * pause : LongestPause;
        }
        while (!TryDispose());
    }

    private bool TryDispose()
    {
        if (store.IsInUse)
        {
            return false;
        }

        try
        {
            store.Dispose();
        }
        catch (InvalidOperationException) when (store.IsInUse)
        {
            // It was entered just now, by a thread that was asked before.
            return false;
        }

        try
        {
            wasi.Dispose();
        }
        finally
        {
            output.Finish();
            version.Release();
        }

        return true;
    }
}

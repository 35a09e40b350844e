namespace Lanner.Wasi.Streams;

/// <summary>An output that gathers what is written.</summary>
internal interface ILateOutput
{
    /// <summary>Hands on what was gathered as far as that needs no waiting. Does not throw.</summary>
    /// <returns>True if nothing is left; otherwise it has to be tried again.</returns>
    bool TryForward();
}

/// <summary>Hands on what guests have written, a moment later: one write is then as good as many, and nobody who reads it
/// notices.</summary>
/// <remarks>It has a thread of its own, since all threads of the pool may be busy with guests.</remarks>
internal static class LateOutput
{
    /// <summary>The time for which writes are gathered, in milliseconds.</summary>
    private const int Delay = 1;

    /// <summary>The time in milliseconds that a reader that does not read is given before it is asked again.</summary>
    private const int RetryDelay = 10;

    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Added = new(false);
    private static List<ILateOutput> s_waiting = [];
    private static bool s_isStarted;

    /// <summary>Has an output handed on soon. It is not to be added again before it has said that nothing is left.</summary>
    internal static void Add(ILateOutput output)
    {
        lock (Gate)
        {
            s_waiting.Add(output);
            if (!s_isStarted)
            {
                s_isStarted = true;
                new Thread(Run, 256 << 10) { IsBackground = true, Name = "Lanner output" }.UnsafeStart();
            }
        }

        Added.Set();
    }

    /// <summary>Keeps an error by which something was lost, until the guest knows.</summary>
    /// <param name="lateError">The error that it does not know yet.</param>
    /// <param name="error">The result of handing on what was left.</param>
    /// <returns>The result for whoever asked for it.</returns>
    internal static WasiError Note(ref WasiError lateError, WasiError error)
    {
        if (error is WasiError.TryAgain or WasiError.Interrupted)
        {
            return error;
        }

        lateError = lateError == WasiError.Success ? error : lateError;
        return lateError;
    }

    private static void Run()
    {
        while (true)
        {
            Added.WaitOne();
            Thread.Sleep(Delay);
            while (ForwardAll())
            {
                Thread.Sleep(RetryDelay);
            }
        }
    }

    /// <returns>True if some output has to be tried again.</returns>
    private static bool ForwardAll()
    {
        List<ILateOutput> outputs;
        lock (Gate)
        {
            (outputs, s_waiting) = (s_waiting, []);
        }

        outputs.RemoveAll(static output => output.TryForward());
        if (outputs.Count == 0)
        {
            return false;
        }

        lock (Gate)
        {
            s_waiting.AddRange(outputs);
        }

        return true;
    }
}

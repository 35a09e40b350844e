namespace Lanner.Wasi.Files.Host;

/// <summary>Times as utimensat(2) wants them.</summary>
internal static unsafe class HostTimes
{
    /// <summary>Writes two pairs of seconds and nanoseconds, with the marks of Linux for "now" and "as it is".</summary>
    internal static void Write(long* times, TimeChange access, TimeChange modification)
    {
        Write(times, access);
        Write(times + 2, modification);
    }

    private static void Write(long* time, TimeChange change)
    {
        const long now = 0x3FFFFFFF, omit = 0x3FFFFFFE;
        (time[0], time[1]) = change.Kind switch
        {
            TimeChangeKind.Now => (0, now),
            TimeChangeKind.Set => ((long)(change.Nanoseconds / 1_000_000_000), (long)(change.Nanoseconds % 1_000_000_000)),
            _ => (0, omit),
        };
    }
}

namespace Lanner;

/// <summary>Finds the functions of guests that an exception has come through, whatever it is: a trap, or an exception of a host function,
/// which passes through guests as it was thrown.</summary>
/// <example><code>
/// try
/// {
///     run();
/// }
/// catch (Exception exception)
/// {
///     logger.LogError(exception, "The guest was in {Frames}", string.Join(", ", WasmBacktrace.Of(exception)));
/// }
/// </code></example>
public static class WasmBacktrace
{
    /// <summary>The guest's functions that were active when an exception was thrown, the innermost first, as far as it has come up the
    /// stack; none when it came through no guest. When it has come through none itself, those of the exception that it was made of
    /// (<see cref="Exception.InnerException"/>). At most 100 are kept. Looking takes some microseconds a frame. May be called from any
    /// thread, while the modules are in use.</summary>
    /// <param name="exception">The exception, after it was caught.</param>
    public static IReadOnlyList<WasmFrame> Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            var frames = inner switch
            {
                TrapException trap => trap.Backtrace,
                WasmException thrown => thrown.Backtrace,
                _ => Runtime.Backtrace.Of(inner),
            };
            if (frames.Count > 0)
            {
                return frames;
            }
        }

        return [];
    }
}

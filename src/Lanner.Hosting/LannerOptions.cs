namespace Lanner.Hosting;

/// <summary>What all guests of a host have in common.</summary>
public sealed class LannerOptions
{
    /// <summary>The options of the engine. Guests can always be interrupted, whatever <see cref="EngineOptions.Interruptible"/> says;
    /// those whose fuel is counted have an engine of their own, with <see cref="EngineOptions.FuelCosts"/>, or where they are null, those
    /// that are usual.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>The threads that guests run on; null, the default, for <see cref="GuestScheduler.Shared"/>.</summary>
    public TaskScheduler? Scheduler { get; set; }

    /// <summary>True, the default, if guests are loaded and compiled when the host starts, which fails when one of them cannot be. False if
    /// each is when it is first called.</summary>
    public bool LoadsAtStart { get; set; } = true;

    /// <summary>The number of lines that each guest may write into the log in a second; by default 100. Of those beyond, the log says how
    /// many there were.</summary>
    public int LogLinesPerSecond { get; set; } = 100;

    /// <summary>The number of characters that a line of a guest has in the log at most; what is longer is cut. By default 2,048.</summary>
    public int LogLineLength { get; set; } = 2_048;
}

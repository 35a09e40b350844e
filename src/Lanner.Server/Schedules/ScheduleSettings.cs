namespace Lanner.Server.Schedules;

/// <summary>Says what becomes of a call by the clock whose predecessor still runs.</summary>
internal enum ScheduleOverlap
{
    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>It waits; at most one does.</summary>
    Queue,

    /// <summary>Both run.</summary>
    Allow,
}

/// <summary>A call of a guest by the clock.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Times">The times.</param>
/// <param name="Zone">The clock.</param>
/// <param name="Guest">The name of the guest.</param>
/// <param name="Call">The call, in WAVE; null to run the guest, which is a program.</param>
/// <param name="Overlap">Its fate while its predecessor runs.</param>
internal sealed record ScheduleSettings(
    string Name, CronExpression Times, TimeZoneInfo Zone, string Guest, string? Call, ScheduleOverlap Overlap);

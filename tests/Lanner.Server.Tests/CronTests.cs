using System.Globalization;
using Lanner.Server.Schedules;

namespace Lanner.Server.Tests;

/// <summary>Times by the clock.</summary>
public sealed class CronTests
{
    [Theory]
    [InlineData("* * * * *", "2026-03-01 10:20:30", "2026-03-01 10:21")]
    [InlineData("*/15 * * * *", "2026-03-01 10:20", "2026-03-01 10:30")]
    [InlineData("*/15 * * * *", "2026-03-01 10:30", "2026-03-01 10:45")]
    [InlineData("5,50-52 * * * *", "2026-03-01 10:05", "2026-03-01 10:50")]
    [InlineData("0 8-18/5 * * *", "2026-03-01 13:00", "2026-03-01 18:00")]
    [InlineData("0 8-18/5 * * *", "2026-03-01 18:00", "2026-03-02 08:00")]
    [InlineData("30 4 1 * *", "2026-12-02 00:00", "2027-01-01 04:30")]
    [InlineData("0 0 29 2 *", "2026-03-01 00:00", "2028-02-29 00:00")]
    [InlineData("0 0 29 2 *", "2096-02-29 00:00", "2104-02-29 00:00")]
    [InlineData("0 0 * jan,Dec *", "2026-03-01 00:00", "2026-12-01 00:00")]
    [InlineData("0 0 * * mon-fri", "2026-03-06 00:00", "2026-03-09 00:00")]
    [InlineData("0 0 * * 0", "2026-03-02 00:00", "2026-03-08 00:00")]
    [InlineData("0 0 * * 7", "2026-03-02 00:00", "2026-03-08 00:00")]
    [InlineData("0 0 * * 6-7", "2026-03-07 00:00", "2026-03-08 00:00")]
    [InlineData("0 0 13 * fri", "2026-03-09 00:00", "2026-03-13 00:00")]
    [InlineData("0 0 13 * fri", "2026-03-13 00:00", "2026-03-20 00:00")]
    [InlineData("0 0 */2 * fri", "2026-03-14 00:00", "2026-03-27 00:00")]
    [InlineData("@hourly", "2026-03-01 10:20", "2026-03-01 11:00")]
    [InlineData("@daily", "2026-03-01 10:20", "2026-03-02 00:00")]
    [InlineData("@weekly", "2026-03-02 10:20", "2026-03-08 00:00")]
    [InlineData("@monthly", "2026-03-01 10:20", "2026-04-01 00:00")]
    [InlineData("@yearly", "2026-03-01 10:20", "2027-01-01 00:00")]
    public void The_next_time_is_found(string expression, string after, string next) =>
        Assert.Equal(TimeOf(next), CronExpression.Parse(expression).FindNext(TimeOf(after), TimeZoneInfo.Utc));

    /// <summary>In Vienna the clock goes from 2:00 to 3:00 on 29 March 2026, and from 3:00 to 2:00 on 25 October.</summary>
    [Theory]
    [InlineData("30 2 * * *", "2026-03-28 02:00", "2026-03-30 00:30")]
    [InlineData("0 * * * *", "2026-03-29 00:00", "2026-03-29 01:00")]
    [InlineData("30 2 * * *", "2026-10-24 12:00", "2026-10-25 00:30")]
    [InlineData("30 2 * * *", "2026-10-25 00:30", "2026-10-26 01:30")]
    [InlineData("0 3 * * *", "2026-10-25 00:30", "2026-10-25 02:00")]
    public void The_clock_of_a_time_zone_counts(string expression, string after, string next)
    {
        var isThere = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Vienna", out var zone);
        Assert.SkipUnless(isThere, "Time zones are not there: install tzdata.");

        Assert.Equal(TimeOf(next), CronExpression.Parse(expression).FindNext(TimeOf(after), zone!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("* * * mon *")]
    [InlineData("5-1 * * * *")]
    [InlineData("5/2 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("0 0 30 2 *")]
    [InlineData("@often")]
    public void What_is_no_time_is_refused(string expression) =>
        Assert.Throws<FormatException>(() => CronExpression.Parse(expression));

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

namespace Lanner.Server.Schedules;

/// <summary>Times by the clock, as cron has them: minute, hour, day of the month, month, day of the week. Immutable.</summary>
internal sealed class CronExpression
{
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>From one 29 February to the next there can be eight years.</summary>
    private const int DaysToTry = 8 * 366;

    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _days;
    private readonly CronField _months;
    private readonly CronField _weekdays;

    private CronExpression(string text, string[] fields)
    {
        Text = text;
        _minutes = CronField.Parse(fields[0], 0, 59);
        _hours = CronField.Parse(fields[1], 0, 23);
        _days = CronField.Parse(fields[2], 1, 31);
        _months = CronField.Parse(fields[3], 1, 12, Months);

        // Sunday is 0 and 7.
        var weekdays = CronField.Parse(fields[4], 0, 7, Days);
        _weekdays = weekdays with { Mask = weekdays.Mask | weekdays.Mask >> 7 };
    }

    /// <summary>The expression as it was written.</summary>
    internal string Text { get; }

    /// <summary>Reads an expression of five fields, or <c>@daily</c> and the like.</summary>
    /// <exception cref="FormatException">It is none, or no time is ever reached.</exception>
    internal static CronExpression Parse(string text)
    {
        var fields = text switch
        {
            "@hourly" => "0 * * * *",
            "@daily" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" => "0 0 1 1 *",
            _ => text,
        };
        var parts = fields.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var expression = parts.Length == 5
            ? new CronExpression(text, parts)
            : throw new FormatException("five fields are expected: minute, hour, day of the month, month, day of the week");
        return expression.FindNext(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc) is null
            ? throw new FormatException("there is no such day")
            : expression;
    }

    /// <summary>Finds the next time. One that the clock skips in spring is none; one that comes twice in autumn is the first of
    /// both.</summary>
    /// <param name="after">The time after which it is.</param>
    /// <param name="zone">The clock.</param>
    /// <returns>The time in UTC; null if there is none.</returns>
    internal DateTimeOffset? FindNext(DateTimeOffset after, TimeZoneInfo zone)
    {
        var first = TimeZoneInfo.ConvertTime(after, zone).Date;
        for (var day = 0; day < DaysToTry && first < DateTime.MaxValue.AddDays(-DaysToTry); day++)
        {
            var date = first.AddDays(day);
            if (IncludesDay(date) && FindNext(date, after, zone) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>Tests the day. If both that of the month and that of the week are restricted, either will do.</summary>
    private bool IncludesDay(DateTime date)
    {
        var (isDay, isWeekday) = (_days.Includes(date.Day), _weekdays.Includes((int)date.DayOfWeek));
        return _months.Includes(date.Month) && (_days.IsRestricted && _weekdays.IsRestricted ? isDay || isWeekday : isDay && isWeekday);
    }

    private DateTimeOffset? FindNext(DateTime date, DateTimeOffset after, TimeZoneInfo zone)
    {
        for (var hour = 0; hour < 24; hour++)
        {
            for (var minute = 0; _hours.Includes(hour) && minute < 60; minute++)
            {
                var local = date.AddMinutes((hour * 60) + minute);
                if (_minutes.Includes(minute) && !zone.IsInvalidTime(local))
                {
                    var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
                    var time = new DateTimeOffset(local, offset).ToUniversalTime();
                    if (time > after)
                    {
                        return time;
                    }
                }
            }
        }

        return null;
    }
}

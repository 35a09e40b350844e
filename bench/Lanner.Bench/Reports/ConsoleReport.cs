using Spectre.Console;

namespace Lanner.Bench.Reports;

/// <summary>A report for people at a terminal.</summary>
internal static class ConsoleReport
{
    internal static void Write(Report report)
    {
        if (Console.IsOutputRedirected)
        {
            // Otherwise as wide as a terminal of old.
            AnsiConsole.Profile.Width = 200;
        }

        foreach (var table in report.Tables)
        {
            var shown = new Spectre.Console.Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(table.Title)) };
            foreach (var (index, column) in table.Columns.Index())
            {
                var added = new TableColumn(Markup.Escape(column));
                shown.AddColumn(index == 0 ? added : added.RightAligned());
            }

            foreach (var row in table.Rows)
            {
                shown.AddRow(Array.ConvertAll(row, Markup.Escape));
            }

            AnsiConsole.Write(shown);
        }
    }
}

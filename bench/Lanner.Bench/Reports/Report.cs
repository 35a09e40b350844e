namespace Lanner.Bench.Reports;

/// <summary>The findings of one command: a section of <c>docs/performance.md</c>.</summary>
/// <param name="Name">The command that makes it, such as <c>calls</c>.</param>
/// <param name="Title">The heading.</param>
/// <param name="Explanation">The description of what was measured and how: a paragraph each.</param>
/// <param name="Tables">The figures.</param>
internal sealed record Report(string Name, string Title, string[] Explanation, ReportTable[] Tables);

/// <summary>A table of a report. The first column names things, the others hold figures.</summary>
internal sealed class ReportTable(string title, params string[] columns)
{
    internal string Title { get; } = title;

    internal string[] Columns { get; } = columns;

    internal List<string[]> Rows { get; } = [];

    internal void Add(params string[] cells)
    {
        if (cells.Length != Columns.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {Columns.Length} columns", nameof(cells));
        }

        Rows.Add(cells);
    }
}

using System.Globalization;
using System.Text;

namespace Lanner.Bench.Reports;

/// <summary><c>docs/performance.md</c>: a section for each report, each with the machine, the date and the commit that it was measured on,
/// so that one can be measured anew without the others.</summary>
internal static class PerformanceDocument
{
    private const string Introduction = """
        # Performance

        Written by `dotnet run --project bench/Lanner.Bench -c Release -- all --write`; each section by its own command
        with `--write`. Do not edit.

        """;

    internal static void Write(string path, Report report, MachineDescription machine)
    {
        var sections = File.Exists(path) ? ReadSections(File.ReadAllText(path)) : [];
        sections[report.Name] = Render(report, machine);
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var name in ReportNames.InOrder.Where(sections.ContainsKey))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Marker(name)}\n{sections[name].Trim()}\n");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ToString());
    }

    private static string Marker(string name) => $"<!-- section: {name} -->";

    private static Dictionary<string, string> ReadSections(string document)
    {
        var sections = new Dictionary<string, string>();
        foreach (var name in ReportNames.InOrder)
        {
            var start = document.IndexOf(Marker(name), StringComparison.Ordinal);
            if (start >= 0)
            {
                start += Marker(name).Length;
                var end = document.IndexOf("<!-- section: ", start, StringComparison.Ordinal);
                sections[name] = document[start..(end < 0 ? document.Length : end)];
            }
        }

        return sections;
    }

    private static string Render(Report report, MachineDescription machine)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {report.Title}\n\n");
        foreach (var paragraph in report.Explanation)
        {
            text.Append(CultureInfo.InvariantCulture, $"{paragraph}\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Measured on {machine}.\n");
        foreach (var table in report.Tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {table.Title}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", table.Columns)} |\n");
            text.Append(CultureInfo.InvariantCulture, $"| --- |{string.Concat(Enumerable.Repeat(" ---: |", table.Columns.Length - 1))}\n");
            foreach (var row in table.Rows)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
            }
        }

        return text.ToString();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lanner.Hostile.Shapes;

/// <summary>Measures shapes in a process of their own, which is ended when a module takes too long, and prints a table.</summary>
internal static class ShapeRun
{
    /// <summary>Of the times of three sizes, each double the one before, the last is at most this many times the first, or the shape counts
    /// as super-linear.</summary>
    private const double MostGrowth = 7;

    /// <summary>Below this a time says nothing of growth.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(150);

    /// <param name="filter">A regular expression that is found in the names of the shapes.</param>
    /// <param name="sizes">The sizes in bytes.</param>
    /// <param name="limit">The time that a module may take.</param>
    /// <param name="options">The engine.</param>
    /// <param name="least">Only what takes at least this long is printed.</param>
    /// <param name="output">The writer for the report.</param>
    /// <returns>The number of shapes that are super-linear or took too long.</returns>
    internal static int Run(string filter, int[] sizes, TimeSpan limit, ShapeOptions options, TimeSpan least, TextWriter output)
    {
        var found = 0;
        using var worker = new ShapeWorker(options);
        foreach (var shape in Shape.All.Where(shape => Regex.IsMatch(shape.Name, filter, RegexOptions.IgnoreCase)))
        {
            var first = TimeSpan.Zero;
            foreach (var size in sizes)
            {
                // Once for the code of the engine, which would be compiled while it is measured.
                if (size == sizes[0])
                {
                    worker.Measure(shape.Name, Math.Min(size, 2000), limit);
                }

                var measured = worker.Measure(shape.Name, size, limit);
                var isSlow = measured is null;
                var growth = first > TimeSpan.Zero && measured is not null ? measured.Time / first : 0;
                isSlow |= measured is not null && sizes.Length > 2 && size == sizes[0] * 4 && measured.Time > LeastTime
                    && growth > MostGrowth;
                if (isSlow || measured!.Time >= least)
                {
                    output.WriteLine(Row(shape, size, measured, limit) + (isSlow ? "  <<<" : ""));
                }

                found += isSlow ? 1 : 0;
                if (measured is null)
                {
                    break;
                }

                first = size == sizes[0] ? measured.Time : first;
            }
        }

        output.WriteLine($"{found} shapes grow faster than their size");
        return found;
    }

    private static string Row(Shape shape, int size, ShapeMeasurement? measured, TimeSpan limit) => measured is null
        ? string.Create(CultureInfo.InvariantCulture, $"{shape.Name,-60} {size,9}  over {limit.TotalSeconds} s")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{shape.Name,-60} {measured.Bytes,9} {measured.Time.TotalMilliseconds,9:F0} ms {measured.Allocated / 1048576.0,9:F1} MiB "
            + $"{Shortened(measured.Outcome)}");

    private static string Shortened(string text) => text.Length > 110 ? text[..110] + "…" : text;

    /// <summary>The other process: reads a size and a name in each line, and answers with what was measured.</summary>
    internal static void Serve(ShapeOptions options, TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            var parts = line.Split(' ', 2);
            var shape = Shape.All.Single(shape => shape.Name == parts[1]);
            output.WriteLine(ShapeMeasurement.Of(shape.Make(int.Parse(parts[0], CultureInfo.InvariantCulture)), options.Engine));
            output.Flush();
        }
    }

    private sealed class ShapeWorker(ShapeOptions options) : IDisposable
    {
        private Process? _process;

        /// <summary>Null when it took too long.</summary>
        internal ShapeMeasurement? Measure(string name, int size, TimeSpan limit)
        {
            _process ??= Start();
            _process.StandardInput.WriteLine($"{size} {name}");
            _process.StandardInput.Flush();
            var answer = _process.StandardOutput.ReadLineAsync();
            if (answer.Wait(limit) && answer.Result is { } line)
            {
                return ShapeMeasurement.Parse(line);
            }

            Dispose();
            return null;
        }

        private Process Start() => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["shapes-worker", .. options.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

        public void Dispose()
        {
            _process?.Kill();
            _process?.Dispose();
            _process = null;
        }
    }
}

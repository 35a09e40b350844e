using System.Globalization;
using System.Text.RegularExpressions;
using Lanner.Hostile.Shapes;

namespace Lanner.Hostile.Steps;

/// <summary>Measures, of each shape, what cannot be ended at once, and prints a table.</summary>
internal static class StepRun
{
    /// <param name="filter">A regular expression that is found in the names of the shapes.</param>
    /// <param name="size">The size in bytes.</param>
    /// <param name="least">Only shapes are printed of which something takes at least so long.</param>
    /// <param name="output">The writer for the table.</param>
    internal static void Run(string filter, int size, TimeSpan least, TextWriter output)
    {
        output.WriteLine($"| {"shape",-56} | from cancellation to the end | allocated | whole part | longest method of the JIT |");
        output.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var shape in Shape.All.Where(shape => Regex.IsMatch(shape.Name, filter, RegexOptions.IgnoreCase)))
        {
            try
            {
                // Once for the code of the engine, which would be compiled while it is measured.
                _ = StepMeasurement.Of(shape.Make(Math.Min(size, 2000)));
                var measured = StepMeasurement.Of(shape.Make(size));
                if (measured.Emission >= least || measured.Method >= least)
                {
                    output.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {shape.Name,-56} | {measured.Emission.TotalMilliseconds:F0} ms | {measured.Allocated >> 20} MiB | "
                        + $"{measured.WholePart.TotalMilliseconds:F0} ms | {measured.Method.TotalMilliseconds:F0} ms |"));
                    output.Flush();
                }
            }
            catch (LannerException error)
            {
                output.WriteLine($"| {shape.Name,-56} | {error.GetType().Name} | | | |");
            }
        }
    }
}

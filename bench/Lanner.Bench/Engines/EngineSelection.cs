namespace Lanner.Bench.Engines;

/// <summary>The engines of a comparison.</summary>
/// <param name="Names">Their names; empty for the usual ones.</param>
/// <param name="OtherBuild">The folder or file of another build's <c>lanner-bench.dll</c>, whose Lanner is compared too, or null.</param>
/// <param name="CountsProcessorTime">True if runs are measured by the processor time that they use.</param>
internal sealed record EngineSelection(string[] Names, string? OtherBuild = null, bool CountsProcessorTime = false)
{
    /// <summary>Makes the engines: each of Lanner's has the other build's behind it.</summary>
    /// <exception cref="ArgumentException">There is no such engine, or no such build.</exception>
    internal List<BenchmarkEngine> Create()
    {
        var engines = new List<BenchmarkEngine>();
        foreach (var name in Names.Length == 0 ? Usual : Names)
        {
            var engine = BenchmarkEngines.Create(name, CountsProcessorTime);
            engines.Add(engine);
            if (OtherBuild is not null && BenchmarkEngines.IsLanner(name))
            {
                engines.Add(BenchmarkEngines.CreateOfOtherBuild(engine, FindOtherBuild(), CountsProcessorTime));
            }
        }

        return engines;
    }

    private string[] Usual =>
        OtherBuild is not null ? [BenchmarkEngines.Guarded, BenchmarkEngines.Checked]
        : CountsProcessorTime ? [.. BenchmarkEngines.Default.Where(name => name != BenchmarkEngines.Native)]
        : BenchmarkEngines.Default;

    private string FindOtherBuild()
    {
        var path = Directory.Exists(OtherBuild) ? Path.Combine(OtherBuild, "lanner-bench.dll") : OtherBuild!;
        return File.Exists(path) ? Path.GetFullPath(path) : throw new ArgumentException($"There is no other build at {path}.");
    }
}

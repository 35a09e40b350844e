using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lanner.Bench.Programs;

/// <summary>The programs of the benchmark: those in <c>bench/programs</c>, and the large ones that scripts build into
/// <c>artifacts/guests</c>.</summary>
internal static partial class ProgramCatalog
{
    /// <summary>The way to make what a checkout does not have.</summary>
    internal const string BuildHint =
        "Build them with samples/sqlite/build.sh, bench/programs/build.sh and bench/programs/large/build.sh; "
        + "samples/install-tools.sh installs the compilers.";

    /// <summary>A few programs of different kinds, for a first look.</summary>
    private static readonly string[] QuickSubset = ["nbody", "sieve", "quick-sort", "sha256", "switch-interpreter", "string-work",
        "simd-dot", "zlib"];

    /// <summary>Name, default and quick scale, and the argument at which the output is on record beside the default.</summary>
    private static readonly (string Name, int DefaultScale, int QuickScale)[] Large = [("sqlite", 200, 5), ("lua", 35, 1),
        ("quickjs", 40, 1), ("zlib", 3, 1)];

    /// <summary>Finds the programs.</summary>
    /// <param name="root">The root of the repository.</param>
    /// <param name="missing">The names of large programs that have not been built.</param>
    internal static List<BenchmarkProgram> Read(string root, out List<string> missing)
    {
        var guests = Path.Combine(root, "artifacts", "guests");
        var directory = Path.Combine(root, "bench", "programs");
        var listed = JsonSerializer.Deserialize(
            File.ReadAllBytes(Path.Combine(directory, "programs.json")), CatalogFormat.Default.ListedProgramArray)!;
        var programs = new List<BenchmarkProgram>();
        foreach (var program in listed)
        {
            programs.Add(new BenchmarkProgram
            {
                Name = program.Name,
                Category = program.Category,
                DefaultScale = program.DefaultScale,
                QuickScale = program.QuickScale,
                ModulePath = Path.Combine(directory, $"{program.Name}.wasm"),
                NativePath = FindFile(Path.Combine(guests, "native", program.Name)),
                Expected = program.Expected,
                ExpectedQuick = program.ExpectedQuick,
            });
        }

        missing = [];
        foreach (var (name, defaultScale, quickScale) in Large)
        {
            if (FindFile(Path.Combine(guests, $"{name}.wasm")) is not { } module)
            {
                missing.Add(name);
                continue;
            }

            programs.Add(new BenchmarkProgram
            {
                Name = name,
                Category = "large",
                DefaultScale = defaultScale,
                QuickScale = quickScale,
                ModulePath = module,
                NativePath = FindFile(Path.Combine(guests, $"{name}-native")),
                Expected = ReadIfThere(Path.Combine(guests, $"{name}.expected")),
                ExpectedQuick = ReadIfThere(Path.Combine(guests, $"{name}.expected-{quickScale}")),
            });
        }

        return programs;
    }

    /// <summary>The programs that are asked for, without those that have not been built.</summary>
    /// <param name="root">The root of the repository.</param>
    /// <param name="names">The names of those wanted; empty for all.</param>
    /// <param name="isQuick">True if a few programs are enough when none is named.</param>
    /// <param name="log">The writer that is told what is left out.</param>
    /// <exception cref="ArgumentException">There is no such program, or none of those wanted has been built.</exception>
    internal static List<BenchmarkProgram> Select(string root, string[] names, bool isQuick, TextWriter log)
    {
        var programs = Read(root, out var missing);
        string[] all = [.. programs.Select(program => program.Name), .. missing];
        if (Array.Find(names, name => !all.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"There is no program {unknown}; there are {string.Join(", ", all)}.");
        }

        string[] wanted = names.Length > 0 ? names : isQuick ? QuickSubset : all;
        var absent = wanted.Intersect(missing).ToArray();
        if (absent.Length > 0)
        {
            log.WriteLine($"Not built, and left out: {string.Join(", ", absent)}. {BuildHint}");
        }

        List<BenchmarkProgram> selected = [.. wanted.Select(name => programs.Find(program => program.Name == name))
            .OfType<BenchmarkProgram>()];
        return selected.Count > 0 ? selected : throw new ArgumentException($"None of the programs is built. {BuildHint}");
    }

    private static string? FindFile(string path) => File.Exists(path) ? path : null;

    private static string? ReadIfThere(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private sealed record ListedProgram(
        string Name, string Category, int DefaultScale, int QuickScale, string Expected, string ExpectedQuick);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(ListedProgram[]))]
    private sealed partial class CatalogFormat : JsonSerializerContext;
}

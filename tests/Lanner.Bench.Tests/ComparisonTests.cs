using Lanner.Bench.Engines;
using Lanner.Bench.Programs;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Tests;

public class ComparisonTests
{
    [Fact]
    public void Every_engine_prints_what_it_must_and_is_timed()
    {
        string[] engines = [BenchmarkEngines.Guarded, BenchmarkEngines.Checked, BenchmarkEngines.Wasmtime];

        var report = ProgramsCommand.Measure(
            ["sieve", "quick-sort"], new EngineSelection(engines), isQuick: true, new Amount(1, IsQuick: true), runs: 1, out var hasFailed);

        Assert.False(hasFailed);
        Assert.Equal(["sieve", "quick-sort", "geomean"], report.Tables[0].Rows.ConvertAll(row => row[0]));
        Assert.All(report.Tables[0].Rows, row => Assert.DoesNotContain(Figures.None, row));
    }

    [Fact]
    public void Another_build_is_compared_by_processor_time()
    {
        var selection = new EngineSelection(
            [BenchmarkEngines.Guarded], Path.GetDirectoryName(typeof(EngineSelection).Assembly.Location), CountsProcessorTime: true);

        var report = ProgramsCommand.Measure(
            ["sieve"], selection, isQuick: true, new Amount(1, IsQuick: true), runs: 1, out var hasFailed);

        Assert.False(hasFailed);
        Assert.Equal(["program", "Lanner", "Lanner, other build", "Lanner ÷ Lanner, other build"], report.Tables[0].Columns);
        Assert.All(report.Tables[0].Rows, row => Assert.DoesNotContain(Figures.None, row));
    }

    [Fact]
    public void A_build_that_is_not_there_is_an_error() =>
        Assert.StartsWith(
            "There is no other build at ",
            Assert.Throws<ArgumentException>(() => new EngineSelection([BenchmarkEngines.Guarded], "/nowhere").Create()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_engine_that_prints_something_else_has_failed()
    {
        using var engine = new FakeEngine("wrong");

        var measurement = new Comparison([engine], new Amount(1, IsQuick: true), runs: 1, TextWriter.Null).Measure(Program)[0];

        Assert.Equal("printed \"wrong\" instead of \"right\"", measurement.Failure);
        Assert.True(double.IsNaN(measurement.Steady));
    }

    /// <summary>As in a clone in which nothing has been built.</summary>
    [Fact]
    public void An_engine_that_has_not_what_a_program_needs_is_left_out()
    {
        using var native = new NativeEngine();
        using var engine = new FakeEngine("right");

        var measurements = new Comparison([native, engine], new Amount(1, IsQuick: true), runs: 1, TextWriter.Null).Measure(Program);

        Assert.Null(measurements[0].Failure);
        Assert.True(double.IsNaN(measurements[0].Steady));
        Assert.Equal(1, measurements[1].Steady);
    }

    [Fact]
    public void Engines_are_compared_with_the_first_where_nothing_is_on_record()
    {
        using var first = new FakeEngine("one");
        using var second = new FakeEngine("one");
        using var third = new FakeEngine("two");

        var measurements = new Comparison([first, second, third], new Amount(0.5, IsQuick: false), runs: 1, TextWriter.Null)
            .Measure(Program);

        Assert.Equal([null, null, "printed \"two\" instead of \"one\""], measurements.Select(measurement => measurement.Failure));
    }

    [Fact]
    public void Programs_that_are_not_built_are_left_out_with_a_note()
    {
        var root = Directory.CreateTempSubdirectory("lanner-bench-tests-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "bench", "programs"));
            File.Copy(
                Path.Combine(Repository.FindRoot(), "bench", "programs", "programs.json"),
                Path.Combine(root, "bench", "programs", "programs.json"));
            var log = new StringWriter();

            Assert.Equal(
                ["nbody"], ProgramCatalog.Select(root, ["nbody", "sqlite"], isQuick: false, log).ConvertAll(program => program.Name));
            Assert.StartsWith("Not built, and left out: sqlite. Build them with ", log.ToString(), StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => ProgramCatalog.Select(root, ["sqlite"], isQuick: false, log));
            Assert.StartsWith(
                "There is no program nobodi; ",
                Assert.Throws<ArgumentException>(() => ProgramCatalog.Select(root, ["nobodi"], isQuick: false, log)).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void A_worker_that_dies_is_started_again_for_the_next_program()
    {
        using var engine = new WorkerEngine("shell", "shell", "sh", "-c", "read line; echo '{\"milliseconds\":1}'; read line; exit 7");

        Assert.Equal(1, engine.Load(Program, []));
        var failure = Assert.Throws<EngineFailedException>(() => engine.Run());
        Assert.Equal("the process ended with code 7", failure.Message);
        Assert.Equal(1, engine.Load(Program, []));
    }

    [Fact]
    public void An_engine_that_is_not_installed_has_no_version()
    {
        using var engine = new WorkerEngine("none", "none", "no-such-program");

        Assert.Null(engine.FindVersion());
    }

    [Fact]
    public void Means_leave_out_what_there_is_not()
    {
        Assert.Equal(4, Figures.GeometricMean([2, double.NaN, 8]), 12);
        Assert.Equal(3, Figures.Median([5, 1, 3]));
        Assert.Equal(2.5, Figures.Median([1, 4, 3, 2]));
    }

    private static BenchmarkProgram Program => new()
    {
        Name = "program",
        Category = "float",
        DefaultScale = 10,
        QuickScale = 1,
        ModulePath = "program.wasm",
        NativePath = null,
        ExpectedQuick = "right",
    };

    private sealed class FakeEngine(string output) : BenchmarkEngine
    {
        internal override string Name => "fake";

        internal override string Title => "fake";

        internal override string? FindVersion() => "1";

        internal override double Load(BenchmarkProgram program, string[] arguments) => 1;

        internal override (double Milliseconds, string Output) Run() => (1, output);

        public override void Dispose()
        {
        }
    }
}

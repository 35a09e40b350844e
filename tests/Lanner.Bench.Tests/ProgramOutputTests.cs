using System.Text;
using Lanner.Bench.Engines;
using Lanner.Bench.Programs;

namespace Lanner.Bench.Tests;

/// <summary>Real programs of many kinds print under Lanner what they print natively.</summary>
public class ProgramOutputTests
{
    public static TheoryData<string, MemoryMode> Programs()
    {
        var data = new TheoryData<string, MemoryMode>();
        foreach (var program in Catalog())
        {
            data.Add(program.Name, MemoryMode.Guarded);
            data.Add(program.Name, MemoryMode.Checked);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_prints_what_is_on_record(string name, MemoryMode mode)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
        var program = Catalog().Single(program => program.Name == name);
        using var runner = new LannerRunner(new EngineOptions { MemoryMode = mode });
        using var output = new MemoryStream();

        runner.Load(File.ReadAllBytes(program.ModulePath));
        runner.Run([name, program.QuickScale.ToString(System.Globalization.CultureInfo.InvariantCulture)], output);

        Assert.Equal(program.ExpectedQuick, Encoding.UTF8.GetString(output.ToArray()));
    }

    private static IEnumerable<BenchmarkProgram> Catalog() =>
        ProgramCatalog.Read(Repository.FindRoot(), out _).Where(program => program.Category != "large");
}

using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Tests;

/// <summary>Hunts in a process of their own.</summary>
public sealed class HuntProcessTests
{
    private static string Folder => Path.Combine(Path.GetTempPath(), "lanner-hunt");

    private static string Program =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lanner.Hunt.exe" : "Lanner.Hunt");

    [Theory]
    [InlineData(nameof(Hardware.Avx2), "AVX-512")]
    [InlineData(nameof(Hardware.Sse), "AVX")]
    [InlineData(nameof(Hardware.Baseline), "AVX")]
    public void The_hunt_runs_without_a_part_of_the_hardware(string hardware, string absent)
    {
        var options = new HuntOptions(1, 5, TimeSpan.FromMinutes(5), 1, Folder, Shrinks: false);
        var output = new StringWriter();

        var finds = HuntProcess.Run(
            Program, HuntProcess.ArgumentsFor(options, ModuleGenerators.Mix), options, Enum.Parse<Hardware>(hardware), output);

        var report = output.ToString();
        Assert.True(finds == 0, report);
        Assert.Contains("5 modules from seed 1", report, StringComparison.Ordinal);
        Assert.DoesNotContain(
            absent, report.Split('\n').Single(line => line.StartsWith("The JIT uses", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_cannot_hunt_is_a_find()
    {
        var options = new HuntOptions(1, 5, TimeSpan.FromMinutes(5), 1, Folder, Shrinks: false);

        var finds = HuntProcess.Run(Program, ["differential", "--no-such-option"], options, Hardware.All, new StringWriter());

        Assert.Equal(1, finds);
    }

    [Fact]
    public void Seeds_at_hand_are_known_to_another_process()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var reader = SeedJournal.Open(path, 2);
            using (var writer = SeedJournal.Open(path, 2))
            {
                writer.Begin(0, 7);
                writer.Begin(1, 5);
            }

            Assert.Equal([5, 7], reader.Seeds);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using System.Text.RegularExpressions;
using Lanner.Hostile.Attacks;

namespace Lanner.Tests.Hostile;

/// <summary>A sample of the hostile set (<c>tests/Lanner.Hostile</c>, command <c>set</c>): the process in which it runs lives, another
/// tenant goes on, and nothing takes or holds too much.</summary>
public sealed class HostileSetTests
{
    /// <summary>Of so many modules one is run here.</summary>
    private const int Every = 61;

    private static string Program =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lanner.Hostile.exe" : "Lanner.Hostile");

    [Fact]
    public void A_sample_of_the_set_leaves_the_process_and_the_other_tenant_alone()
    {
        var output = new StringWriter();
        using var run = new AttackRun(Program, output);

        var failures = run.Run(filter: "", Every, isAll: false);

        Assert.True(failures == 0, output.ToString());
        Assert.Contains(
            $" modules, {4 * ((Attack.All.Count + Every - 1) / Every)} runs, 0 failures", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_ends_is_a_failure()
    {
        var output = new StringWriter();
        using var run = new AttackRun(OperatingSystem.IsWindows() ? "where.exe" : "true", output);

        Assert.NotEqual(0, run.Run("^trap: \\(unreachable\\)$", every: 1, isAll: false));
    }

    [Fact]
    public void The_set_has_hundreds_of_modules_of_every_kind_with_names_of_their_own()
    {
        Assert.Equal(Attack.All.Count, Attack.All.Select(attack => attack.Name).Distinct().Count());
        foreach (var (kind, least) in new[] { ("stack", 100), ("loop", 50), ("memory", 90), ("heap", 40), ("trap", 150), ("wasi", 50),
            ("name", 25), ("text", 10), ("shape", 100) })
        {
            Assert.True(Attack.All.Count(attack => attack.Name.StartsWith($"{kind}: ", StringComparison.Ordinal)) >= least, kind);
        }
    }

    /// <summary>An attack that is no valid module would prove nothing. Names and text are malformed on purpose, and so are three thousand
    /// memories.</summary>
    [Fact]
    public void What_is_to_run_is_valid()
    {
        using var engine = new Engine();
        var invalid = Attack.All.Where(
            attack => attack.Text is not null && Regex.IsMatch(attack.Name, @"^(stack|loop|memory(?!: 3000 of \(memory)|heap|trap|wasi)"))
            .Select(attack => (attack.Name, Error: Validate(attack.Text!)));

        var errors = string.Join(
            "\n", invalid.Where(attack => attack.Error is not null).Select(attack => $"{attack.Name}: {attack.Error}"));
        Assert.True(errors.Length == 0, errors);

        string? Validate(string text)
        {
            try
            {
                using var module = Module.FromText(engine, text);
                return null;
            }
            catch (Exception error) when (error is InvalidModuleException or MalformedModuleException or MalformedTextException)
            {
                return error.Message;
            }
        }
    }
}

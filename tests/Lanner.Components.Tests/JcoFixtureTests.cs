using Lanner.Wast.Components;

namespace Lanner.Components.Tests;

/// <summary>Prebuilt components of the tests of jco are read, and print text that makes them again.</summary>
public class JcoFixtureTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_component_is_valid_and_its_text_makes_it_again()
    {
        Assert.SkipWhen(JcoFixtures.Folder is null, JcoFixtures.Missing);
        using var engine = new Engine();
        var failures = new List<string>();
        int components = 0, valid = 0, printed = 0;
        foreach (var (name, bytes) in JcoFixtures.Components)
        {
            components++;
            if (Component.Validate(engine, bytes) is { } mistake)
            {
                failures.Add($"{name}: {mistake}");
                continue;
            }

            valid++;
            try
            {
                RoundTrip.Check(bytes);
                printed++;
            }
            catch (Exception error) when (error is LannerException or Xunit.Sdk.XunitException)
            {
                failures.Add($"{name}: {error.Message}");
            }
        }

        output.WriteLine($"{components} components: {valid} valid, {printed} printed and parsed again");
        Assert.Empty(failures);
        Assert.InRange(components, 100, int.MaxValue);
    }
}

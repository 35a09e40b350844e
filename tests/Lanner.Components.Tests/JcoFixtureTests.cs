using System.Security.Cryptography;

namespace Lanner.Components.Tests;

/// <summary>Prebuilt components of the tests of jco, which nobody here wrote. They are no part of the repository: tests/fetch-jco-fixtures.sh
/// fetches them.</summary>
public class JcoFixtureTests(ITestOutputHelper output)
{
    private const string Missing =
        "The components of jco are not there. Fetch them with tests/fetch-jco-fixtures.sh, or let JCO_FIXTURES name their folder.";

    [Fact]
    public void Every_component_is_valid_and_its_text_makes_it_again()
    {
        Assert.SkipWhen(TestSuite.JcoFolder is null, Missing);
        using var engine = new Engine();
        var failures = new List<string>();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        int files = 0, valid = 0, same = 0;
        foreach (var (name, bytes) in Fixtures(TestSuite.JcoFolder))
        {
            files++;
            try
            {
                if (Component.Validate(engine, bytes) is { } mistake)
                {
                    failures.Add($"{name}: {mistake}");
                }
                else
                {
                    valid++;
                }
                RoundTrip.Check(bytes);
                same++;
            }
            catch (Exception error) 
            {
                failures.Add($"{name}: {error.Message[..Math.Min(1000, error.Message.Length)]}");
            }
        }

        output.WriteLine($"{files} components: {valid} valid, {same} printed and parsed again {watch.Elapsed}");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Fixtures(string folder)
    {
        var seen = new HashSet<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.wasm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes.AsSpan().StartsWith("\0asm\x0d\0\x01\0"u8) && seen.Add(Convert.ToHexString(SHA256.HashData(bytes))))
            {
                yield return (Path.GetRelativePath(folder, file), bytes);
            }
        }
    }
}

using Lanner.Admission;
using Lanner.Components.Binary;
using Lanner.Components.Text.Printing;
using Lanner.Components.Validation;
using Lanner.Wast.Components;

namespace Lanner.Components.Tests;

/// <summary>Valid components with some bytes changed: whatever comes out, it is one of the declared exceptions.</summary>
public class MutationTests
{
    /// <summary>The rounds for each of our scripts; a variable of the environment asks for more, or for others.</summary>
    private static readonly int RoundsForFile = TestEnvironment.Number("LANNER_MUTATIONS", 400);

    private static readonly EngineOptions Options = new() { Limits = new EngineLimits { CompilationTime = TimeSpan.FromSeconds(20) } };

    private static readonly Engine Engine = new(Options);

    public static TheoryData<string> Names => OwnScriptTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Changed_bytes_of_our_scripts_are_refused_or_valid(string name) =>
        Mutate(Repository.PathOf($"tests/Lanner.Components.Tests/scripts/{name}"), RoundsForFile);

    [Fact]
    public void Changed_bytes_of_the_suite_are_refused_or_valid()
    {
        Assert.SkipWhen(ComponentSuiteTests.Folder is null, "The test suite is not there.");
        foreach (var file in ComponentSuiteTests.Files)
        {
            Mutate(file, RoundsForFile / 8);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Changed_words_of_our_scripts_are_refused_or_read(string name)
    {
        var binaries = ComponentScript.Run(File.ReadAllBytes(Repository.PathOf($"tests/Lanner.Components.Tests/scripts/{name}"))).Binaries;
        var random = new Random(RoundsForFile);
        for (var round = 0; round < RoundsForFile; round++)
        {
            var words = RoundTrip.Print(binaries[random.Next(binaries.Count)]).Replace("(", "( ", StringComparison.Ordinal)
                .Replace(")", " )", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
            var (from, to) = (random.Next(words.Count), random.Next(words.Count));
            switch (random.Next(3))
            {
                case 0:
                    words.RemoveAt(from);
                    break;
                case 1:
                    words[to] = words[from];
                    break;
                default:
                    words.Insert(to, words[from]);
                    break;
            }

            var text = string.Join(' ', words);
            try
            {
                Component.FromText(Engine, text);
            }
            catch (LannerException)
            {
                // This is what is declared.
            }
            catch (Exception error)
            {
                Assert.Fail($"{name}, {text}: {error}");
            }
        }
    }

    private static void Mutate(string file, int rounds)
    {
        var binaries = ComponentScript.Run(File.ReadAllBytes(file)).Binaries;
        var random = new Random(Path.GetFileName(file).Length + RoundsForFile);
        for (var round = 0; round < rounds && binaries.Count > 0; round++)
        {
            var original = binaries[random.Next(binaries.Count)];
            var changed = Change(original, random);
            try
            {
                Try(changed);
            }
            catch (LannerException)
            {
                // This is what is declared.
            }
            catch (Exception error)
            {
                Assert.Fail($"{Path.GetFileName(file)}, {Convert.ToHexString(changed)}: {error}");
            }
        }
    }

    private static byte[] Change(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var count = 1 + random.Next(3); count > 0; count--)
        {
            var position = random.Next(8, bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0 when position < bytes.Count:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 1 when position < bytes.Count:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when position < bytes.Count:
                    bytes.RemoveAt(position);
                    break;
                default:
                    bytes.Insert(position, (byte)random.Next(16));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Try(byte[] bytes)
    {
        var definition = ComponentDecoder.Decode(bytes, Options.Features, new ModuleAdmission(Options.Limits));
        ComponentPrinter.Print(definition, Options);
        ComponentValidator.Validate(definition, new ModuleAdmission(Options.Limits));
        RoundTrip.Check(bytes);
    }
}

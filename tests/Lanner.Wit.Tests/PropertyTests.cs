using System.Text;

namespace Lanner.Wit.Tests;

/// <summary>Properties of all packages.</summary>
public sealed class PropertyTests
{
    private const string Characters = "{}<>();:,.@%\"\\/*-_ \n0a\ud800\u202e";

    private static WitOptions Options { get; } = new() { AllFeatures = true };

    [Fact]
    public void Random_packages_are_the_same_after_text_and_binary()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var text = new RandomPackage(seed).Write();
            try
            {
                var packages = WitPackages.Parse(text, "random.wit", Options);
                RoundTrip.Text(packages);
                RoundTrip.Binary(packages);
            }
            catch (WitException exception)
            {
                Assert.Fail($"seed {seed}: {exception.Message}\n{text}");
            }
        }
    }

    [Fact]
    public void Changed_text_leads_to_no_exception_but_the_declared_one()
    {
        var sources = Sources().ToList();
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var text = Change(sources[random.Next(sources.Count)], random);
            try
            {
                RoundTrip.Text(WitPackages.Parse(text, "changed.wit", Options));
            }
            catch (WitException exception)
            {
                Assert.NotEmpty(exception.Message);
                Assert.True(exception.File != "printed.wit", $"{exception.Message}\n{text}");
            }
        }
    }

    [Fact]
    public void Changed_binaries_lead_to_no_exception_but_the_declared_one()
    {
        var binaries = Sources().Select(text => WitBinary.Encode(WitPackages.Parse(text, "source.wit", Options).Root)).ToList();
        var read = 0;
        for (var seed = 0; seed < 6_000; seed++)
        {
            var random = new Random(seed);
            var binary = Change(binaries[random.Next(binaries.Count)], random);
            WitPackages packages;
            try
            {
                packages = WitBinary.Decode(binary);
            }
            catch (WitException exception)
            {
                Assert.NotEmpty(exception.Message);
                continue;
            }

            // What is taken can be written and read again; as text unless a gate is wrong, which binaries do not care for.
            read++;
            try
            {
                RoundTrip.Text(packages);
            }
            catch (WitException exception)
            {
                Assert.Contains("gate", exception.Message, StringComparison.Ordinal);
            }

            var again = WitBinary.Decode(WitBinary.Encode(packages.Root));
            Assert.Equal(WitPrinter.Print(packages.Root), WitPrinter.Print(again.Root));
        }

        Assert.True(read > 100, $"{read} were read");
    }

    [Fact]
    public void Changed_values_lead_to_no_exception_but_the_declared_one()
    {
        var type = Samples.ParseType("tuple<p, list<v>, option<string>, result<f, char>, map<string, f64>>",
            "record p { x: u8, y: option<bool> } variant v { a, b(s8) } flags f { g, h }");
        const string Text = "({x: 1, y: some(true)}, [a, b(-1)], \"\"\"\n  x\\u{41}\n  \"\"\", err('\\n'), "
            + "[(\"a\\t\", -1.5e3), (\"b\", nan)]) // end";
        for (var seed = 0; seed < 20_000; seed++)
        {
            var text = Change(Text, new Random(seed));
            try
            {
                Wave.Print(Wave.Parse(text, type), type);
            }
            catch (WitException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static IEnumerable<string> Sources()
    {
        yield return WitPrinter.Print(WitPackages.Load(Samples.OwnFolder, Options));
        yield return WitPrinter.Print(WitPackages.Load(Samples.OwnFolder));
        for (var seed = 0; seed < 30; seed++)
        {
            yield return new RandomPackage(seed).Write();
        }
    }

    internal static string Change(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var count = 1 + random.Next(3); count > 0; count--)
        {
            var at = random.Next(changed.Length);
            var length = Math.Min(random.Next(12), changed.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    changed.Remove(at, Math.Min(length, changed.Length - 1));
                    break;
                case 1:
                    changed.Insert(at, changed.ToString(at, length));
                    break;
                case 2:
                    changed[at] = Characters[random.Next(Characters.Length)];
                    break;
                default:
                    var from = random.Next(changed.Length);
                    changed.Insert(at, changed.ToString(from, Math.Min(random.Next(20), changed.Length - from)));
                    break;
            }
        }

        return changed.ToString();
    }

    private static byte[] Change(byte[] binary, Random random)
    {
        var changed = binary.ToList();
        for (var count = 1 + random.Next(3); count > 0; count--)
        {
            var at = random.Next(changed.Count);
            switch (random.Next(6))
            {
                case 0:
                    changed.RemoveAt(at);
                    break;
                case 1:
                    changed.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 3:
                    changed[at] = (byte)(changed[at] + random.Next(-2, 3));
                    break;
                default:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. changed];
    }
}

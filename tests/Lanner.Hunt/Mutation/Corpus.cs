using Lanner.Wast;

namespace Lanner.Hunt.Mutation;

/// <summary>The inputs that mutations start from: the modules of the official test suite and of the samples, in the binary format, and the
/// texts of the suite's scripts.</summary>
internal sealed record Corpus(byte[][] Binaries, byte[][] Texts)
{
    /// <summary>Larger inputs would be most of the work.</summary>
    private const int LargestInput = 64 << 10;

    /// <summary>Reads the corpus below some folders: each <c>.wast</c>, <c>.wat</c> and <c>.wasm</c>.</summary>
    internal static Corpus Read(IEnumerable<string> folders)
    {
        var binaries = new List<byte[]>();
        var texts = new List<byte[]>();
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is not (".wast" or ".wat" or ".wasm"))
            {
                continue;
            }

            var content = File.ReadAllBytes(file);
            if (Path.GetExtension(file) == ".wasm")
            {
                binaries.Add(content);
                continue;
            }

            texts.Add(content);
            foreach (var source in ModulesOf(content))
            {
                binaries.Add(source);
            }
        }

        return new Corpus(
            [.. binaries.Where(binary => binary.Length is > 8 and <= LargestInput)],
            [.. texts.Where(text => text.Length is > 8 and <= LargestInput)]);
    }

    /// <summary>Writes each module of the binary format into a file of a folder.</summary>
    internal void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var number = 0; number < Binaries.Length; number++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{number}.wasm"), Binaries[number]);
        }
    }

    private static IEnumerable<byte[]> ModulesOf(byte[] script)
    {
        ScriptCommand[] commands;
        try
        {
            commands = ScriptParser.Parse(script);
        }
        catch (MalformedTextException)
        {
            // Custom descriptors and the like, which the parser does not know.
            yield break;
        }

        foreach (var source in commands.OfType<ModuleCommand>().Select(command => command.Source))
        {
            byte[] binary;
            try
            {
                binary = source.ToBinary(WasmFeatures.All);
            }
            catch (MalformedModuleException)
            {
                continue;
            }

            yield return binary;
        }
    }
}

using Lanner.Binary;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Tests.Snapshots;

/// <summary>The CIL that is emitted for pieces of text, so that a change of the code that guests get is seen in a review. For each NAME.wat
/// in this folder there is a NAME.cil. To accept what is emitted now, run these tests with LANNER_UPDATE_SNAPSHOTS=1 and look at the
/// difference before committing it.</summary>
/// <remarks>A first line <c>;; options: …</c> names what differs from the usual options: <c>checked</c>, <c>interruptible</c>,
/// <c>deterministic</c>, and <c>avx2</c>, <c>avx512</c> or <c>arm64</c> for the vector instructions that may be named, which are none
/// otherwise, whatever this processor has. <c>cut</c> outlines parts of functions of more than thirty CIL instructions, and prints them
/// behind the functions.</remarks>
public sealed class SnapshotTests
{
    private const string UpdateVariable = "LANNER_UPDATE_SNAPSHOTS";

    private const VectorHardware Avx2 =
        VectorHardware.Sse2 | VectorHardware.Ssse3 | VectorHardware.Sse41 | VectorHardware.Avx2 | VectorHardware.Fma;

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.wat").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_code_is_what_it_was(string name)
    {
        var source = File.ReadAllText(Path.Combine(Folder, name + ".wat"));

        var (image, methods) = Compile(source);
        var printed = CilPrinter.PrintFunctions(image, methods);

        Compare(name + ".cil", printed);
    }

    /// <summary>Compares with a file in this folder, or renews it.</summary>
    internal static void Compare(string name, string printed)
    {
        var golden = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(golden, printed);
        }

        Assert.True(File.Exists(golden), $"{golden} is missing; make it with {UpdateVariable}=1.");
        Assert.Equal(File.ReadAllText(golden), printed);
    }

    /// <summary>The assembly of a text with its options, and the number of its methods that are functions and outlined functions.</summary>
    internal static (byte[] Image, int Methods) Compile(string source)
    {
        var firstLine = source.Split('\n')[0];
        var words = firstLine.StartsWith(";; options:", StringComparison.Ordinal)
            ? firstLine[11..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];
        var definition = ModuleDecoder.Decode(TextModule.ToBinary(source, WasmFeatures.All), WasmFeatures.All);
        ModuleValidator.Validate(definition);
        var options = new CompilationOptions(
            words.Contains("checked") ? MemoryMode.Checked : MemoryMode.Guarded,
            Interruptible: words.Contains("interruptible"))
        {
            Deterministic = words.Contains("deterministic"),
            MethodLimits = words.Contains("cut") ? MethodLimits.OfInstructions(30) : MethodLimits.Jit,
            Hardware = words.Contains("avx2") ? Avx2
                : words.Contains("avx512") ? Avx2 | VectorHardware.Avx512Vbmi
                : words.Contains("arm64") ? VectorHardware.AdvSimd
                : VectorHardware.None,
        };
        var writer = new AssemblyWriter(new ModuleLayout(definition, options), new FunctionNames(definition), 0);
        var image = writer.Write();
        return (image, definition.Functions.Length - definition.ImportedFunctionCount + writer.Functions.OutlinedFunctions.Count);
    }

    private static string Folder { get; } = Repository.PathOf("tests/Lanner.Tests/Snapshots");
}

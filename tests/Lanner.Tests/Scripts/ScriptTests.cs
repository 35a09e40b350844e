using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanner.Tests.Platform;
using Lanner.Wast;

namespace Lanner.Tests.Scripts;

/// <summary>The scripts of this folder, in each way of running guests, and those with vectors also on processors that have less.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string, MemoryMode, CompilationMode> Names()
    {
        var data = new TheoryData<string, MemoryMode, CompilationMode>();
        foreach (var file in Directory.GetFiles(Folder, "*.wast").Order(StringComparer.Ordinal))
        {
            foreach (var compilation in Enum.GetValues<CompilationMode>())
            {
                data.Add(Path.GetFileName(file), MemoryMode.Guarded, compilation);
                data.Add(Path.GetFileName(file), MemoryMode.Checked, compilation);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_script_does_what_it_says(string name, MemoryMode memoryMode, CompilationMode compilation)
    {
        var result = ScriptRunner.Run(Path.Combine(Folder, name), new ScriptOptions { MemoryMode = memoryMode, Compilation = compilation });
        Assert.True(result.IsSuccess, string.Join('\n', result.Failures));
        Assert.True(result.Passed > 0);
    }

    [Theory]
    [InlineData("EnableAVX512", "Avx512 False, Avx2 True, vectors True")]
    [InlineData("EnableAVX", "Avx512 False, Avx2 False, vectors True")]
    [InlineData("EnableHWIntrinsic", "Avx512 False, Avx2 False, vectors False")]
    public void Vectors_are_right_on_processors_that_have_less(string setting, string expected)
    {
        Assert.SkipUnless(Avx2.IsSupported, "This processor has no AVX2 to switch off.");

        var (exitCode, output) = Child.Run(nameof(Child.RunVectorScripts), $"export DOTNET_{setting}=0; ");

        Assert.Equal(0, exitCode);
        Assert.StartsWith(expected, output);
        Assert.EndsWith(" 0 failed\n", output);
    }

    /// <summary>In a process of its own, in which instructions are switched off.</summary>
    internal static void RunVectorScripts()
    {
        Console.WriteLine($"Avx512 {Avx512F.IsSupported}, Avx2 {Avx2.IsSupported}, vectors {Vector128.IsHardwareAccelerated}");
        string[] parts = ["simd_", "relaxed", "vectors"];
        var scripts = TestSuite.Scripts.Where(script => parts.Any(part => script.Contains(part, StringComparison.Ordinal)))
            .Select(TestSuite.PathOf)
            .Append(Path.Combine(Folder, "vector-nan.wast"));
        var result = ScriptResult.Combine(scripts.Select(script => ScriptRunner.Run(script, new ScriptOptions())));
        foreach (var failure in result.Failures.Take(10))
        {
            Console.WriteLine(failure);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Passed} passed, {result.Failed} failed"));
    }

    private static string Folder { get; } = Repository.PathOf("tests/Lanner.Tests/Scripts");
}

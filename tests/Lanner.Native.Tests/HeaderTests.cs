using System.Globalization;
using System.Runtime.InteropServices;

namespace Lanner.Native.Tests;

/// <summary>The headers declare what the library exports, for C and C++.</summary>
public sealed class HeaderTests
{
    [Theory]
    [InlineData("cc", "-x c -std=c11")]
    [InlineData("cc", "-x c -std=c17")]
    [InlineData("c++", "-x c++ -std=c++11")]
    [InlineData("c++", "-x c++ -std=c++20")]
    [InlineData("clang", "-x c -std=c11")]
    [InlineData("clang++", "-x c++ -std=c++17")]
    public void Every_function_is_declared_with_its_types(string compiler, string flags)
    {
        NativeBuild.RequireCompiler();
        Assert.SkipUnless(NativeBuild.HasCommand(compiler), $"{compiler} is not there: install gcc, g++ and clang for all of these.");
        var name = $"check-{compiler}-{flags[^2..]}";
        Directory.CreateDirectory(NativeBuild.Folder);
        var source = Path.Combine(NativeBuild.Folder, $"{name}.txt");
        File.WriteAllText(source, StubGenerator.Check(GeneratedFilesTests.Functions));

        var program = NativeBuild.Compile(source, flags, name, compiler);
        var (exitCode, output) = NativeBuild.Run(program, "", NativeBuild.Folder);

        var count = GeneratedFilesTests.Functions.Count(function => function.Place != NativeFunctionPlace.Table);
        Assert.Equal((0, count.ToString(CultureInfo.InvariantCulture) + " functions\n"), (exitCode, output));
    }

    [Fact]
    public void Every_function_is_exported_and_nothing_of_the_loader()
    {
        NativeBuild.RequireCompiler();
        var library = NativeLibrary.Load(Path.Combine(NativeBuild.LibraryFolder, "liblanner.so"));

        Assert.All(
            GeneratedFilesTests.Functions,
            function => Assert.Equal(
                function.Place != NativeFunctionPlace.Table, NativeLibrary.TryGetExport(library, function.Name, out _)));
        Assert.All(
            (string[])["lanner_table", "lanner_thread", "lanner_enter_slowly", "lanner_signals_check"],
            name => Assert.False(NativeLibrary.TryGetExport(library, name, out _)));
    }

    [Fact]
    public void What_the_headers_declare_is_in_the_list()
    {
        var listed = GeneratedFilesTests.Functions.Select(function => function.Name).ToHashSet(StringComparer.Ordinal);

        var declared = File.ReadLines(Repository.PathOf("native/include/lanner.h"))
            .Where(line => line.StartsWith("WASM_API_EXTERN", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf('(', StringComparison.Ordinal)].Split(' ')[^1].TrimStart('*'));

        Assert.DoesNotContain(declared, name => !listed.Contains(name));
    }

    [Theory]
    [InlineData("cc")]
    [InlineData("clang")]
    public void The_loader_is_compiled_without_a_warning(string compiler)
    {
        NativeBuild.RequireCompiler();
        Assert.SkipUnless(NativeBuild.HasCommand(compiler), $"{compiler} is not there.");

        var (exitCode, output) = NativeBuild.Run(
            "/bin/sh", $"{Repository.PathOf("native/build.sh")} {Path.Combine(NativeBuild.Folder, compiler)}", Repository.Root,
            ("CC", compiler), ("LANNER_NATIVE_SKIP_DOTNET", "1"),
            ("LANNER_NATIVE_CONFIGURATION", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))));

        Assert.True(exitCode == 0, output);
    }
}

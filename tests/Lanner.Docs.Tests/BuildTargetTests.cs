using System.Text.Json;

namespace Lanner.Docs.Tests;

/// <summary>The targets of the package <c>Lanner.Build</c>, in a project that has nothing else, with the command as it was built with the
/// tests. <see cref="PackagingTests"/> has them in whole projects.</summary>
public sealed class BuildTargetTests : IDisposable
{
    private const string Module = """(module (func (export "answer") (result i32) (i32.const 42)))""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-build-");

    private string Project => PathOf("my-project.proj");

    private static string Command => Repository.PathOf(
        $"artifacts/bin/Lanner.Cli/{Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))}/lanner.dll");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Classes_are_called_like_their_files_unless_something_else_is_said()
    {
        Write("""
            <WasmModule Include="zlib.wasm;zlib-ng.min.wasm;myLib.wasm;XMLParser.wasm" />
            <WasmModule Include="lz4_flex.wasm;sha256sum.wasm;7zip.wasm;it's odd.wasm" />
            <WasmModule Include="émile.wasm" Class="Zola" Namespace="Books.French" Memory="checked" />
            <WasmModule Include="named.wasm" AssemblyName="Other" />
            """);

        var (exitCode, output, error) = Run("-t:_LannerNameModules", "-getItem:_LannerModule");

        Assert.True(exitCode == 0, output + error);
        Assert.Equal(
            [
                "Books.French.Zola in Books.French.Zola.dll", "my_project.ItSOdd in my_project.ItSOdd.dll",
                "my_project.Lz4Flex in my_project.Lz4Flex.dll", "my_project.MyLib in my_project.MyLib.dll",
                "my_project.Named in Other.dll", "my_project.Sha256sum in my_project.Sha256sum.dll",
                "my_project.XMLParser in my_project.XMLParser.dll", "my_project.Zlib in my_project.Zlib.dll",
                "my_project.ZlibNgMin in my_project.ZlibNgMin.dll", "my_project._7Zip in my_project._7Zip.dll",
            ],
            JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty("_LannerModule").EnumerateArray()
                .Select(module => $"{Text(module, "FullClass")} in {Path.GetFileName(Text(module, "Assembly"))}")
                .Order(StringComparer.Ordinal));

        static string Text(JsonElement module, string metadata) => module.GetProperty(metadata).GetString()!;
    }

    [Theory]
    [InlineData("""<WasmModule Include="nowhere.wat" />""", "LANNER101: The module nowhere.wat does not exist.")]
    [InlineData(
        """<WasmModule Include="a.wat" Class="it's" />""",
        "LANNER102: The class of a.wat cannot be called \"it's\": that is no identifier.")]
    [InlineData(
        """<WasmModule Include="a.wat" Namespace="a..b" />""",
        "LANNER103: The namespace of a.wat cannot be called \"a..b\": that is no name.")]
    [InlineData(
        """<WasmModule Include="a.wat;b.wat" Class="Same" />""", "LANNER104: my_project.Same would be the class of a.wat and of b.wat")]
    [InlineData(
        """<WasmModule Include="a.wat" AssemblyName="Same" /><WasmModule Include="b.wat" AssemblyName="same" />""",
        "LANNER105: Same would be the assembly of a.wat and of b.wat")]
    [InlineData(
        """<WasmModule Include="a.wat" AssemblyName="MINE" />""",
        "LANNER105: MINE is the name of another assembly: give a.wat an AssemblyName.")]
    public void Mistakes_are_errors_and_in_an_editor_warnings(string items, string message)
    {
        Write(items);
        WriteModule("a.wat", Module);
        WriteModule("b.wat", Module);

        var (exitCode, output, _) = Run("-t:_LannerReferenceModules");
        Assert.Equal(1, exitCode);
        Assert.Contains($"my-project.proj : error {message}", output, StringComparison.Ordinal);

        (exitCode, output, _) = Run("-t:_LannerReferenceModules", "-p:DesignTimeBuild=true");
        Assert.True(exitCode == 0, output);
        Assert.Contains($"my-project.proj : warning {message}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_keeps_the_engine_to_itself_is_warned_of()
    {
        const string Reference = """<PackageReference Include="Lanner.Build" Version="0.1.0" PrivateAssets="all" />""";
        Write(Reference);
        Assert.DoesNotContain("LANNER106", Run("-t:_LannerReferenceModules", "-p:OutputType=Library").Output, StringComparison.Ordinal);

        WriteModule("a.wat", Module);
        Write(Reference + """<WasmModule Include="a.wat" />""");
        Assert.Contains("warning LANNER106", Run("-t:_LannerReferenceModules", "-p:OutputType=Library").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("LANNER106", Run("-t:_LannerReferenceModules", "-p:OutputType=Exe").Output, StringComparison.Ordinal);

        Write(Reference + """<PackageReference Include="Lanner.Components" Version="0.1.0" /><WasmModule Include="a.wat" />""");
        Assert.DoesNotContain("LANNER106", Run("-t:_LannerReferenceModules", "-p:OutputType=Library").Output, StringComparison.Ordinal);
    }

    /// <summary>A private package is not published by itself, nor is anything that it depends on, which here is the
    /// engine.</summary>
    [Fact]
    public void A_program_that_keeps_the_engine_to_itself_is_published_with_it()
    {
        Write("""<PackageReference Include="Lanner.Build" Version="0.1.0" PrivateAssets="all" />""");

        Assert.Contains("\"Publish\": \"true\"", Run("-getItem:PackageReference").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_is_compiled_when_something_has_changed()
    {
        WriteModule("a.wat", Module);
        WriteModule("b.wat", Module);
        Write("""<WasmModule Include="a.wat;b.wat" />""");
        Assert.Equal(["a.wat -> my_project.A", "b.wat -> my_project.B"], Compiled());
        Assert.True(File.Exists(PathOf("obj/lanner/my_project.A.dll")));
        Assert.True(File.Exists(PathOf("obj/lanner/my_project.A.xml")));
        Assert.Empty(Compiled());

        WriteModule("b.wat", Module.Replace("42", "43", StringComparison.Ordinal));
        Assert.Equal(["b.wat -> my_project.B"], Compiled());

        Write("""<WasmModule Include="a.wat" /><WasmModule Include="b.wat" Memory="checked" />""");
        Assert.Equal(["b.wat -> my_project.B"], Compiled());

        Write("""<WasmModule Include="a.wat" Class="C" /><WasmModule Include="b.wat" Memory="checked" />""");
        Assert.Equal(["a.wat -> my_project.C"], Compiled());

        Assert.Equal(0, Run("-t:_LannerClean").ExitCode);
        Assert.False(Directory.Exists(PathOf("obj/lanner")));
    }

    /// <summary>An editor goes on with what was made before.</summary>
    [Fact]
    public void A_broken_module_is_an_error_at_its_place_and_in_an_editor_a_warning()
    {
        WriteModule("a.wat", Module);
        Write("""<WasmModule Include="a.wat" />""");
        Assert.Single(Compiled());

        WriteModule("a.wat", "(module\n  (func (rusult i32)))\n");
        var (exitCode, output, _) = Run("-t:_LannerReferenceModules");
        Assert.Equal(1, exitCode);
        Assert.Matches(@"a\.wat\(2,\d+\): error LANNER001: .", output);
        Assert.Contains("error LANNER100: my_project.A could not be made of a.wat", output, StringComparison.Ordinal);

        (exitCode, output, _) = Run("-t:_LannerReferenceModules", "-p:DesignTimeBuild=true");
        Assert.True(exitCode == 0, output);
        Assert.Matches(@"a\.wat\(2,\d+\): warning LANNER001: .", output);
        (_, output, _) = Run("-t:_LannerReferenceModules", "-p:DesignTimeBuild=true", "-getItem:Reference");
        Assert.Contains("my_project.A.dll", output, StringComparison.Ordinal);
    }

    /// <summary>The modules that a build compiles, by what it says.</summary>
    private string[] Compiled()
    {
        var (exitCode, output, error) = Run("-t:_LannerReferenceModules");
        Assert.True(exitCode == 0, output + error);
        return [.. output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("->", StringComparison.Ordinal))];
    }

    private (int ExitCode, string Output, string Error) Run(params string[] arguments) =>
        Shell.Run("dotnet", ["msbuild", Project, "-nologo", .. arguments]);

    private void WriteModule(string name, string text) => File.WriteAllText(PathOf(name), text);

    private void Write(string items) => File.WriteAllText(Project, $"""
        <Project>
          <PropertyGroup>
            <AssemblyName>mine</AssemblyName>
            <RootNamespace>my-project</RootNamespace>
            <IntermediateOutputPath>obj/</IntermediateOutputPath>
            <LannerCommand>{Command}</LannerCommand>
          </PropertyGroup>
          <ItemGroup>{items}</ItemGroup>
          <Import Project="{Repository.PathOf("src/Lanner.Build/build/Lanner.Build.targets")}" />
        </Project>
        """);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}

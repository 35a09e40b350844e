namespace Lanner.Docs.Tests;

/// <summary>Programs with the library of a module or a component that are published trimmed and with NativeAOT: without warnings, and they
/// do the same.</summary>
public sealed class AheadOfTimeTests : IDisposable
{
    private const string Sources = "tests/Lanner.Docs.Tests/AheadOfTime";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-ahead-");

    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static string Command => Repository.PathOf($"artifacts/bin/Lanner.Cli/{Configuration}/lanner.dll");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("PublishAot", "false")]
    [InlineData("PublishTrimmed", "true")]
    public void A_library_works_in_a_program_that_was_published(string property, string hasJit)
    {
        Compile("compile", "--library", "--namespace", "Samples", "--class", "Sample", "-o", PathOf("Sample.dll"),
            Repository.PathOf($"{Sources}/guest.wat"));
        var program = File.ReadAllText(Repository.PathOf($"{Sources}/Program.txt"));
        if (hasJit == "true")
        {
            // Modules that come at run time go on to work.
            program = program.Replace("void Show(", $"{Dynamic}\n\nvoid Show(", StringComparison.Ordinal);
        }

        var executable = Publish(program, property);

        var expected = File.ReadAllText(Repository.PathOf($"{Sources}/expected.txt")) + (hasJit == "true" ? "dynamic 5\n" : "");
        foreach (var mode in OperatingSystem.IsLinux() ? new[] { "Guarded", "Checked" } : ["Checked"])
        {
            var (exitCode, output, error) = Shell.Run(executable, mode);
            Assert.True(exitCode == 0, output + error);
            Assert.Equal(expected, output.ReplaceLineEndings("\n"));
        }
    }

    /// <summary>A component of C, whose world is typed C#: resources, records and options.</summary>
    [Fact]
    public void A_component_works_in_a_program_that_was_published()
    {
        Compile("compile", "--library", "--namespace", "Samples", "--class", "Words", "-o", PathOf("Sample.dll"),
            Repository.PathOf("samples/components/words-c.wasm"));
        File.Copy(Repository.PathOf("samples/components/wit/words.wit"), PathOf("words.wit"));

        var executable = Publish(
            """
            using Lanner;
            using Lanner.Components;

            using var store = new Store(Samples.Words.Engine);
            var library = Library.Instantiate(new ComponentLinker(store.Engine), store, Samples.Words.Load(store.Engine));
            Console.WriteLine(string.Join(", ", library.Words.Count("the end of the road").Select(word => $"{word.Word} {word.Count}")));
            using var counter = library.Words.CreateCounter();
            Console.WriteLine(counter.Add("one two three"));
            Console.WriteLine(counter.Longest() ?? "none");

            [WitWorld("words.wit", "library")]
            partial class Library;
            """,
            "PublishAot",
            isOfComponents: true);

        var (exitCode, output, error) = Shell.Run(executable);
        Assert.True(exitCode == 0, output + error);
        Assert.Equal("the 2, end 1, of 1, road 1\n3\nthree\n", output.ReplaceLineEndings("\n"));
    }

    /// <summary>The analysers warn of just that which needs a JIT, and it says so when it is called all the same.</summary>
    [Fact]
    public void A_module_that_comes_at_run_time_is_warned_of_and_refused_with_NativeAOT()
    {
        var executable = Publish(
            """
            using Lanner;
            using var engine = new Engine();
            try
            {
                using var module = Module.FromText(engine, "(module)");
            }
            catch (PlatformNotSupportedException exception)
            {
                Console.WriteLine(exception.Message);
            }
            """,
            "PublishAot",
            warnings: ["IL3050"]);

        Assert.Equal(
            "The functions of a module are compiled while the program runs, which needs the JIT of the runtime.\n",
            Shell.Run(executable).Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_executable_does_what_the_program_does()
    {
        var executable = PathOf("hello");
        Compile("compile", "--exe", "--env", "GREETING=a \"b\" {c}", Repository.PathOf("samples/hello.wasm"), "-o", executable);

        var expected = Shell.Run(
            "dotnet", Command, "run", "--env", "GREETING=a \"b\" {c}", Repository.PathOf("samples/hello.wasm"), "one", "two words");
        var actual = Shell.Run(executable, "one", "two words");

        Assert.Equal(
            (expected.ExitCode, expected.Output.Replace("hello.wasm", "hello", StringComparison.Ordinal)),
            (actual.ExitCode, actual.Output));
        Assert.Contains("GREETING=a \"b\" {c}", actual.Output, StringComparison.Ordinal);
    }

    /// <summary>A program of C and Rust, composed of two components.</summary>
    [Fact]
    public void An_executable_of_a_component_does_what_the_component_does()
    {
        var executable = PathOf("report");
        Compile("compile", "--exe", Repository.PathOf("samples/components/report-rust.wasm"), "-o", executable);

        var input = File.ReadAllText(Repository.PathOf("samples/components/report.c"));
        var expected = Shell.RunWithInput(
            input, "dotnet", Command, "run", Repository.PathOf("samples/components/report-rust.wasm"));
        var actual = Shell.RunWithInput(input, executable);

        Assert.Equal((0, expected.Output), (actual.ExitCode, actual.Output));
        Assert.Contains("the most frequent:", actual.Output, StringComparison.Ordinal);
    }

    private const string Dynamic = """"
        using var dynamicEngine = new Engine();
        using var module = Module.FromText(dynamicEngine, """
            (module (func (export "add") (param i32) (result i32)
              (i8x16.extract_lane_u 0 (i8x16.add (i8x16.splat (local.get 0)) (i8x16.splat (i32.const 1))))))
            """);
        using var other = new Store(dynamicEngine);
        var add = new Linker(dynamicEngine).Instantiate(other, module).GetFunction<Func<int, int>>("add");
        Console.WriteLine($"dynamic {add(4)}");
        """";

    private static void Compile(params string[] arguments)
    {
        var (exitCode, output, error) = Shell.Run("dotnet", [Command, .. arguments]);
        Assert.SkipWhen(
            (output + error).Contains("NU1", StringComparison.Ordinal), $"The compiler of NativeAOT cannot be had here: {error}");
        Assert.True(exitCode == 0, output + error);
    }

    /// <summary>Publishes a program.</summary>
    /// <returns>Its executable.</returns>
    private string Publish(string program, string property, bool isOfComponents = false, params string[] warnings)
    {
        var components = isOfComponents ? $"""
                <Reference Include="{Repository.PathOf($"artifacts/bin/Lanner.Components/{Configuration}/Lanner.Components.dll")}" />
                <Reference Include="{Repository.PathOf($"artifacts/bin/Lanner.Wit/{Configuration}/Lanner.Wit.dll")}" />
                <Analyzer Include="{Repository.PathOf(
                    $"artifacts/bin/Lanner.Components.Generators/{Configuration}/Lanner.Components.Generators.dll")}" />
                <AdditionalFiles Include="words.wit" />
            """ : "";
        var library = File.Exists(PathOf("Sample.dll")) ? $"""<Reference Include="{PathOf("Sample.dll")}" />""" : "";
        File.WriteAllText(PathOf("Program.cs"), program);
        File.WriteAllText(PathOf("program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <{property}>true</{property}>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Repository.PathOf($"artifacts/bin/Lanner/{Configuration}/Lanner.Engine.dll")}" />
                {library}
                {components}
              </ItemGroup>
            </Project>
            """);
        var (exitCode, output, error) = Shell.Run(
            "dotnet", "publish", PathOf("program.csproj"), "-c", "Release", "--ucr", "--self-contained", "-o", PathOf("out"), "--nologo");
        Assert.SkipWhen(
            output.Contains("error NU1", StringComparison.Ordinal), $"The packs that publishing takes cannot be had here: {output}");
        Assert.True(exitCode == 0, output + error);
        var warned = output.Split('\n').Where(line => line.Contains(": warning ", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(": warning ", StringComparison.Ordinal) + ": warning ".Length)..].Split(':')[0])
            .Distinct();
        Assert.Equal(warnings, warned);
        return PathOf("out/program" + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}

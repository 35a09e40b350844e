using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Lanner.Docs.Tests;

/// <summary>The packages of <c>build/pack.sh</c> work where nothing else of the repository is: from a folder, in new projects and as a
/// tool.</summary>
public sealed partial class PackagingTests : IDisposable
{
    private const string BuildPage = "docs/wasm-in-dotnet-build.md";

    private const string Program = """
        using Lanner;
        using Lanner.Wasi;

        using var context = new WasiContextBuilder { Output = WasiOutput.Inherited }.Build();
        using var engine = new Engine();
        using var module = Module.FromFile(engine, args[0]);
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        linker.Instantiate(store, module).GetFunction<Action>("_start")();
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-packages-");

    private static string Hello => Repository.PathOf("samples/hello.wasm");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_packages_are_installed_from_a_folder_and_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build/pack.sh is a shell script.");
        var (exitCode, output, error) = Shell.Run("sh", "build/pack.sh", PathOf("feed"));
        Assert.SkipWhen(
            output.Contains("error NU1", StringComparison.Ordinal), $"The packs that machine code takes cannot be had here: {output}");
        Assert.True(exitCode == 0, output + error);
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{PathOf("feed")}" />
              </packageSources>
            </configuration>
            """);

        A_new_project_runs_a_module();
        The_tool_runs_and_compiles_a_module();
        A_build_makes_a_class_of_a_module();
        A_library_is_packed_with_the_class_of_its_module();
        A_build_makes_classes_of_a_world_and_of_a_component();
    }

    /// <summary>Tests whether a block of a document is one of those that are built here.</summary>
    internal static bool Builds(CodeBlock block) =>
        block.Place.Replace('\\', '/').StartsWith($"{BuildPage}:", StringComparison.Ordinal) && block.Language is "xml" or "csharp";

    private void A_new_project_runs_a_module()
    {
        Write("app/Program.cs", Program);
        WriteProject("app", "Exe", $"""
            <ItemGroup>
              <PackageReference Include="Lanner.Wasi" Version="{VersionOf("Lanner.Wasi")}" />
            </ItemGroup>
            """);

        var build = Shell.Run("dotnet", "build", PathOf("app"), "-c", "Release", "-o", PathOf("built"), "--nologo");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.Contains("0 Warning(s)", build.Output, StringComparison.Ordinal);

        Assert.Equal((0, "hello, world\n", ""), Shell.Run("dotnet", PathOf("built/app.dll"), Hello));
    }

    /// <summary>The project of the page, as a library, and its program in a project that refers to it: so that the class is seen to flow
    /// there.</summary>
    private void A_build_makes_a_class_of_a_module()
    {
        const string Compiled = "add.wat -> Numbers.Arithmetic";
        WriteProject("library", "Library", SnippetOf("xml", 0));
        Write("library/add.wat", File.ReadAllText(Repository.PathOf("samples/add.wat")));
        WriteProject("caller", "Exe", """<ItemGroup><ProjectReference Include="../library/library.csproj" /></ItemGroup>""");
        Write("caller/Program.cs", SnippetOf("csharp", 0));

        var build = Build("caller");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.Contains(Compiled, build.Output, StringComparison.Ordinal);
        Assert.Contains("0 Warning(s)", build.Output, StringComparison.Ordinal);
        Assert.Equal(
            (0, "42\n2432902008176640000\n", ""), Shell.Run("dotnet", PathOf("caller/bin/Release/net10.0/caller.dll")));

        build = Build("caller", "--no-restore");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.DoesNotContain(Compiled, build.Output, StringComparison.Ordinal);

        Write("library/add.wat", "(module\n  (func (export \"add\") (rusult i32)))\n");
        build = Build("caller", "--no-restore");
        Assert.Equal(1, build.ExitCode);
        Assert.Matches(@"/library/add\.wat\(2,\d+\): error LANNER001: .", build.Output);
        Assert.DoesNotContain("error CS", build.Output, StringComparison.Ordinal);
    }

    /// <summary>With the second project of the page.</summary>
    private void A_library_is_packed_with_the_class_of_its_module()
    {
        WriteProject("library", "Library", SnippetOf("xml", 1));
        Write("library/add.wat", File.ReadAllText(Repository.PathOf("samples/add.wat")));

        var pack = Shell.Run("dotnet", "pack", PathOf("library"), "-o", PathOf("packed"), "--nologo");
        Assert.True(pack.ExitCode == 0, pack.Output + pack.Error);
        Assert.DoesNotContain("warning", pack.Output, StringComparison.Ordinal);

        using var package = ZipFile.OpenRead(PathOf("packed/library.1.0.0.nupkg"));
        Assert.NotNull(package.GetEntry("lib/net10.0/library.dll"));
        Assert.NotNull(package.GetEntry("lib/net10.0/Numbers.Arithmetic.dll"));
        Assert.NotNull(package.GetEntry("lib/net10.0/Numbers.Arithmetic.xml"));
        using var description = new StreamReader(package.GetEntry("library.nuspec")!.Open());
        var dependency = Assert.Single(Dependency().Matches(description.ReadToEnd()));
        Assert.Equal(("Lanner", $"[{VersionOf("Lanner")}]"), (dependency.Groups["name"].Value, dependency.Groups["version"].Value));
    }

    private void A_build_makes_classes_of_a_world_and_of_a_component()
    {
        Write("worlds/my-adder.wit", "package docs:adder;\n\nworld adder {\n  export add: func(a: u32, b: u32) -> u32;\n}\n");
        Write("worlds/adder.wat", """
            (component
              (core module $m
                (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
              (core instance $i (instantiate $m))
              (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add"))))
            """);
        Write("worlds/Program.cs", """
            using Lanner;
            using Lanner.Components;

            using var engine = new Engine();
            Add(engine, Component.FromText(engine, File.ReadAllText(args[0])));
            Add(Numbers.Adder.Engine, Numbers.Adder.Load(Numbers.Adder.Engine));

            static void Add(Engine engine, Component component)
            {
                using var store = new Store(engine);
                Console.WriteLine(Numbers.MyAdder.Instantiate(new ComponentLinker(engine), store, component).Add(40, 2));
            }
            """);
        WriteProject("worlds", "Exe", $"""
            <ItemGroup>
              <PackageReference Include="Lanner.Build" Version="{VersionOf("Lanner.Build")}" PrivateAssets="all" />
              <PackageReference Include="Lanner.Components" Version="{VersionOf("Lanner.Components")}" />
              <WitWorld Include="my-adder.wit" Namespace="Numbers" />
              <WasmModule Include="adder.wat" Namespace="Numbers" />
            </ItemGroup>
            """);

        var build = Build("worlds");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.Contains("0 Warning(s)", build.Output, StringComparison.Ordinal);
        Assert.Equal(
            (0, "42\n42\n", ""),
            Shell.Run("dotnet", PathOf("worlds/bin/Release/net10.0/worlds.dll"), PathOf("worlds/adder.wat")));
    }

    private static string SnippetOf(string language, int number) =>
        CodeBlock.In(language).Where(Builds).ElementAt(number).Text;

    private (int ExitCode, string Output, string Error) Build(string project, params string[] arguments) =>
        Shell.Run("dotnet", ["build", PathOf(project), "-c", "Release", "--nologo", .. arguments]);

    private void The_tool_runs_and_compiles_a_module()
    {
        // NuGet keeps packages by their version: a folder of its own, or an older build of this version would be installed.
        var install = Shell.Run(
            "env", $"NUGET_PACKAGES={PathOf("restored")}", $"DOTNET_CLI_HOME={PathOf("home")}", "dotnet", "tool", "install", "Lanner.Cli",
            "--tool-path", PathOf("tool"), "--configfile", PathOf("nuget.config"));
        Assert.True(install.ExitCode == 0, install.Output + install.Error);

        Assert.Equal((0, "hello, world\n", ""), Shell.Run(PathOf("tool/lanner"), "run", "--no-cache", Hello));
        var compiled = Shell.Run(PathOf("tool/lanner"), "compile", Hello, "-o", PathOf("hello.lanner"));
        Assert.Equal(0, compiled.ExitCode);
        Assert.DoesNotContain("no machine code", compiled.Output + compiled.Error, StringComparison.Ordinal);
        Assert.Equal((0, "hello, world\n", ""), Shell.Run(PathOf("tool/lanner"), "run", PathOf("hello.lanner")));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string VersionOf(string package) => Assert.Single(
        Directory.GetFiles(PathOf("feed")).Select(file => VersionInName().Match(Path.GetFileName(file))),
        match => match.Groups["name"].Value == package).Groups["version"].Value;

    private void WriteProject(string name, string outputType, string items) => Write($"{name}/{name}.csproj", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>{outputType}</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <RestorePackagesPath>{PathOf("restored")}</RestorePackagesPath>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
          {items}
        </Project>
        """);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
    }

    [GeneratedRegex(@"<dependency id=""(?<name>[^""]*)"" version=""(?<version>[^""]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Dependency();

    [GeneratedRegex(@"^(?<name>.*?)\.(?<version>\d.*)\.nupkg$", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionInName();
}

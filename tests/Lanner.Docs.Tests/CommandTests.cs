using System.Text.RegularExpressions;

namespace Lanner.Docs.Tests;

/// <summary>Each command line of the documents is run, as it stands, in the root of the repository, but for those that are listed here with
/// the reason.</summary>
public sealed partial class CommandTests
{
    private const string Installs = "needs compilers that samples/install-tools.sh installs, as root, from Debian and npm";

    /// <summary>By their exact text. One that no document has any more has to go.</summary>
    private static readonly Dictionary<string, string> NotRun = new(StringComparer.Ordinal)
    {
        ["dotnet test --solution Lanner.slnx -c Release"] = "is what runs this",
        ["dotnet run --project bench/Lanner.Bench -c Release -- all --write"] = "takes half an hour, and changes docs/performance.md",
        ["dotnet run --project bench/Lanner.Bench -c Release -- programs --quick"] =
            "takes a minute; ComparisonTests runs two programs on each engine, and the last command others",
        ["LANNER_WASI_SEEDS=250 dotnet run --project tests/Lanner.Wasi.Tests -c Release -- -class '*HostileCallTests'"] =
            "takes some minutes; the tests run three seeds",
        ["DOTNET_EnableWriteXorExecute=0 nice -n 19 dotnet run --project tests/Lanner.Hunt -c Release -- differential --seed "
            + "85001 --count 100000 --threads 2"] =
            "takes hours; Lanner.Hunt.Tests runs 300 modules",
        ["dotnet run --project tests/Lanner.Wasi.Tests -c Release -- -class '*OperationSequenceTests'"] =
            "is run with the tests of that project",
        ["LANNER_MEASURE=1 dotnet run --project tests/Lanner.Hosting.Tests -c Release -- -class '*CostTests' -showLiveOutput"] =
            "is run, with fewer calls, with the tests of that project",
        ["dotnet run --project tests/Lanner.Wasi.Tests -c Release -- -namespace 'Lanner.Wasi.Tests.Preview2'"] =
            "is run with the tests of that project",
        ["dotnet run --project tests/Lanner.Wasi.Tests -c Release -- -namespace 'Lanner.Wasi.Tests.Preview3'"] =
            "is run with the tests of that project",
        ["dotnet run --project tests/Lanner.Hostile -c Release -- set"] = "takes half an hour; HostileSetTests runs a sample",
        ["dotnet run --project tests/Lanner.AheadOfTime -c Release -- ../shared/testsuite"] =
            "takes three minutes, and the official suite; AheadOfTimeTests of Lanner.Conformance runs the project's own scripts",
        ["dotnet run --project tests/Lanner.Hunt -c Release -- old-bugs"] =
            "builds the engine twenty times; OldBugTests sees that the patches fit",
        ["tests/with-runtime.sh 10.0.15 artifacts/bin/Lanner.Tests/release/Lanner.Tests -class '*FindsTests'"] =
            "fetches a runtime from the network",
        ["tests/with-runtime.sh 10.0.11 artifacts/bin/Lanner.Cli/release/lanner wast tests/regressions"] =
            "fetches a runtime from the network",
        ["build/pack.sh"] = "PackagingTests runs it",
        ["bindings/test.sh --install"] = "installs packages, as root; BindingTests of Lanner.Native.Tests runs what it runs",
        ["bindings/bench.sh --write"] = "takes some minutes, and changes docs/bindings.md",
        ["native/build.sh"] = "Lanner.Native.Tests runs it",
        ["cc -Inative/include native/examples/hello.c -o artifacts/hello -Lartifacts/native -llanner -Wl,-rpath,$PWD/artifacts/native"] =
            "Lanner.Native.Tests does it in another folder",
        ["artifacts/hello"] = "needs what the command before it makes",
        ["native/build.sh --self-contained artifacts/native-self-contained"] = "fetches a runtime from the network, and takes minutes",
        ["build/same-bytes.sh"] = "builds everything twice, in clones",
        ["build/archive.sh"] = "makes 40 MB from packs of the network",
        ["dotnet new console -o artifacts/app && dotnet add artifacts/app package Lanner.Wasi --source \"$PWD/artifacts/packages\""] =
            "PackagingTests does it in another folder",
        ["dotnet tool install Lanner.Cli --tool-path artifacts/tool --source \"$PWD/artifacts/packages\""] =
            "PackagingTests does it in another folder",
        ["bench/programs/large/fetch-modules.sh"] = "fetches modules from the network",
        ["dotnet run --project src/Lanner.Cli -c Release -- functions artifacts/modules/esbuild.wasm"] =
            "needs what the command before it fetches",
        ["dotnet format Lanner.slnx --verify-no-changes"] = "takes two minutes; the workflow for GitHub has it",
        ["dotnet format analyzers src/Lanner/Lanner.csproj --diagnostics RS0016 RS0017 --severity info"] =
            "changes files when the API has changed",
        ["LANNER_UPDATE_SNAPSHOTS=1 dotnet run --project tests/Lanner.Tests -c Release -- -class '*SnapshotTests' -class '*PassTests'"] =
            "writes the files that these tests compare with",
        ["tests/fetch-testsuite.sh"] = "fetches the suite from the network",
        ["tests/fetch-wasi-testsuite.sh"] = "fetches the suite from the network",
        ["tests/fetch-jco-fixtures.sh"] = "fetches components from the network",
        ["tests/fetch-component-testsuite.sh"] = "fetches the suite from the network",
        ["tests/fetch-wit.sh"] = "fetches texts from the network",
        ["tests/Lanner.Fuzz/run.sh 300"] = "needs afl++, and takes five minutes",
        ["tests/Lanner.Fuzz/run.sh 300 artifacts/corpus tests samples"] = "needs afl++, and takes five minutes",
        ["samples/install-tools.sh"] = "installs packages, as root",
        ["samples/build.sh"] = Installs,
        ["samples/languages/build.sh"] = Installs,
        ["samples/components/build.sh"] = Installs,
        ["samples/sqlite/build.sh"] = Installs,
        ["samples/native-library/build.sh"] = Installs,
        ["dotnet run --project samples/native-library -c Release"] = "NativeLibraryTests does it, if the library is built",
        ["bench/programs/build.sh"] = Installs,
        ["bench/programs/build.sh nbody"] = Installs,
        ["bench/programs/large/build.sh"] = Installs,
    };

    /// <summary>The parts of commands that are replaced, to have less to do: the command is the same, and what it does to the whole has
    /// tests of its own (<c>ShapeTests</c>, <c>Lanner.Hunt.Tests</c>).</summary>
    private static readonly (string Text, string Replacement)[] Smaller =
    [
        ("shapes --sizes 10000 20000 40000", "shapes --sizes 250 1000 --filter ^sequence"),
        ("shapes --sizes 10000 100000 1000000 --limit 60", "shapes --sizes 250 1000 --limit 60 --filter ^sequence"),
        ("steps --size 100000", "steps --size 250 --filter ^sequence"),
        ("--generator mix --count 5000", "--generator mix --count 20"),
        ("components --count 1000", "components --count 5"),
        ("tasks --count 100000", "tasks --count 50"),
    ];

    public static TheoryData<string> Commands => [.. All.Except(NotRun.Keys)];

    private static IEnumerable<string> All => CodeBlock.In("sh").SelectMany(block => block.Text.Split('\n'))
        .Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length > 0).Distinct();

    [Fact]
    public void What_is_not_run_still_stands_in_a_document() => Assert.Empty(NotRun.Keys.Except(All));

    [Fact]
    public void What_is_made_smaller_still_stands_in_a_document() =>
        Assert.All(Smaller, smaller => Assert.Contains(All, command => command.EndsWith(smaller.Text, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_does_what_it_says(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are written for a shell of Unix.");

        // What is run was built with the tests, in their configuration: building it again while other tests use it would be a way to fail
        // at random.
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var line = command.Replace("dotnet run --project", "dotnet run --no-build --project", StringComparison.Ordinal)
            .Replace("-c Release", $"-c {configuration}", StringComparison.Ordinal);
        foreach (var (text, replacement) in Smaller)
        {
            line = line.Replace(text, replacement, StringComparison.Ordinal);
        }

        var (exitCode, output, error) = Shell.Run("/bin/sh", "-c", line);

        Assert.True(exitCode == 0, $"{command}\nended with {exitCode}\n{output}\n{error}");
    }

    [GeneratedRegex(@"(^|\s)#( .*)?$")]
    private static partial Regex Comment();
}

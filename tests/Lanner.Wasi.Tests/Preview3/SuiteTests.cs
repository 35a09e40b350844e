using System.Text.Json;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>The official test suite for WASI 0.3 (WebAssembly/wasi-testsuite, with its prebuilt components), each test as its own file of
/// settings asks. It is no part of the repository: tests/fetch-wasi-testsuite.sh fetches it.</summary>
public sealed class SuiteTests
{
    private const string Missing =
        "The WASI test suite is not there, or without 0.3. Fetch it with tests/fetch-wasi-testsuite.sh, or let WASI_TESTSUITE name its "
        + "folder.";

    public static TheoryData<string> Tests => [.. Find() is { Count: > 0 } tests ? tests : [""]];

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task Components_of_the_official_suite_do_what_they_should(string test)
    {
        Assert.SkipWhen(test.Length == 0, Missing);
        var file = Path.Combine(TestSuite.WasiFolder!, test);
        var settings = Path.ChangeExtension(file, ".json");
        using var document = JsonDocument.Parse(File.Exists(settings) ? File.ReadAllText(settings) : "{}");
        await using var run = new SuiteRun(file, document.RootElement);
        await run.RunAsync().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    private static List<string> Find()
    {
        var folder = TestSuite.WasiFolder;
        return folder is null
            ? []
            : [.. Directory.EnumerateFiles(folder, "*.wasm", SearchOption.AllDirectories)
                .Where(file => file.Contains("testsuite/wasm32-wasip3", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
    }
}

namespace Lanner.Docs.Tests;

/// <summary>The programs of samples/hosts compile without a warning, and print what stands beside them.</summary>
public sealed class HostSampleTests
{
    public static TheoryData<string> Names => [.. HostSample.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_host_compiles_and_prints_what_it_should(string name)
    {
        var sample = new HostSample(name);
        var assembly = sample.Build();
        if (sample.Expected is { } expected)
        {
            var (exitCode, output, error) = Shell.Run("dotnet", assembly);

            Assert.Equal((0, expected, ""), (exitCode, output, error));
        }
        else
        {
            Assert.Equal("web", name);
        }
    }

    [Fact]
    public async Task The_web_host_answers_each_request_from_an_instance_of_its_own()
    {
        using var server = Shell.Start("dotnet", new HostSample("web").Build(), "--urls", "http://127.0.0.1:0");
        try
        {
            string? line;
            do
            {
                line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                Assert.True(line is not null, "The server ended without listening.");
            }
            while (!line.Contains("http://127.0.0.1:", StringComparison.Ordinal));
            using var client = new HttpClient
            {
                BaseAddress = new Uri(line[line.IndexOf("http:", StringComparison.Ordinal)..]),
                Timeout = Patience.Limit,
            };

            var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(
                number => client.GetStringAsync(new Uri($"factorial/{number}", UriKind.Relative), TestContext.Current.CancellationToken)));

            Assert.Equal("120\n", answers[4]);
            Assert.Equal("2432902008176640000\n", answers[19]);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }
}

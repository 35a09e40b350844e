namespace Lanner.Wit.Tests;

/// <summary>WIT of WASI and others, which is not part of the repository.</summary>
public sealed class PublishedPackageTests
{
    [Fact]
    public void All_packages_are_the_same_after_text_and_binary()
    {
        Assert.SkipWhen(Samples.SharedFolder is null, Samples.Missing);
        var count = 0;

        foreach (var (name, files, dependencies) in Samples.SharedPackages())
        {
            var packages = WitPackages.Parse(files, dependencies, new WitOptions { AllFeatures = true });
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {packages.Root}");
            RoundTrip.Text(packages);
            RoundTrip.Binary(packages);
            count++;
        }

        Assert.True(count >= 10, $"{count} packages");
    }

    [Fact]
    public void Features_that_are_off_leave_packages_whole()
    {
        Assert.SkipWhen(Samples.SharedFolder is null, Samples.Missing);

        foreach (var (_, files, dependencies) in Samples.SharedPackages())
        {
            RoundTrip.Binary(WitPackages.Parse(files, dependencies));
        }
    }
}

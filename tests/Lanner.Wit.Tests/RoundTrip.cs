namespace Lanner.Wit.Tests;

/// <summary>Checks that packages are the same after they were written and read.</summary>
internal static class RoundTrip
{
    /// <summary>Writes as text, reads, and writes again.</summary>
    internal static void Text(WitPackages packages)
    {
        var text = WitPrinter.Print(packages);
        var again = WitPackages.Parse(text, "printed.wit", new WitOptions { AllFeatures = true });
        Assert.Equal(text, WitPrinter.Print(again));
    }

    /// <summary>Writes as a binary, reads, and compares the text of the root.</summary>
    internal static WitPackages Binary(WitPackages packages)
    {
        var binary = WitBinary.Encode(packages.Root);
        var again = WitBinary.Decode(binary);
        Assert.Equal(WitPrinter.Print(packages.Root), WitPrinter.Print(again.Root));
        Assert.Equal(binary, WitBinary.Encode(again.Root));
        return again;
    }
}

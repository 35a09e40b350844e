using Lanner.Wit.Printing;

namespace Lanner.Wit;

/// <summary>Writes packages as WIT, always in the same form. Documentation and gates are kept, comments are not.</summary>
public static class WitPrinter
{
    /// <summary>Writes a package without those that it depends on.</summary>
    /// <param name="package">The package.</param>
    /// <returns>The text, which ends with a new line.</returns>
    public static string Print(WitPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var text = new IndentedText();
        new PackagePrinter(text).PrintRoot(package);
        return text.ToString();
    }

    /// <summary>Writes a package, and those that it depends on as nested packages.</summary>
    /// <param name="packages">The packages.</param>
    /// <returns>The text, which ends with a new line. It can be parsed alone.</returns>
    public static string Print(WitPackages packages)
    {
        ArgumentNullException.ThrowIfNull(packages);
        var text = new IndentedText();
        var printer = new PackagePrinter(text);
        printer.PrintRoot(packages.Root);
        foreach (var package in packages.All.Where(package => package != packages.Root))
        {
            printer.PrintNested(package);
        }

        return text.ToString();
    }
}

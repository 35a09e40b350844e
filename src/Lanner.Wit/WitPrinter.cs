using Lanner.Wit.Printing;
using Lanner.Wit.Syntax;

namespace Lanner.Wit;

/// <summary>Writes packages as WIT, always in the same form. Of packages documentation and gates are kept, comments are not; a file that
/// is formatted keeps all.</summary>
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

    /// <summary>Gives a file of WIT the form in which packages are written. Items stay in their order, and comments, empty lines between
    /// items, and lists that stand on several lines where they are; names need not stand for anything.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="fileName">The name of the file in errors.</param>
    /// <returns>The text, which ends with a new line unless it is empty.</returns>
    /// <exception cref="WitException">The text is not WIT.</exception>
    public static string Format(string text, string fileName = "input.wit")
    {
        ArgumentNullException.ThrowIfNull(text);
        return FileFormatter.Format(new SourceFile(fileName, text));
    }
}

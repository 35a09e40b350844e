using Microsoft.CodeAnalysis;

namespace Lanner.Components.Generators;

/// <summary>The messages of the generator.</summary>
internal static class Descriptors
{
    internal static readonly DiagnosticDescriptor WrongWit = Make("LANNER201", "WIT is wrong", "{0}", DiagnosticSeverity.Error);

    internal static readonly DiagnosticDescriptor NoFile = Make(
        "LANNER202", "No file of WIT", "`{0}` is no file of WIT, and no folder with some, among the project's AdditionalFiles",
        DiagnosticSeverity.Error);

    internal static readonly DiagnosticDescriptor WrongClass = Make(
        "LANNER203", "A class that cannot be that of a world", "The class `{0}` cannot be that of a world: {1}", DiagnosticSeverity.Error);

    internal static readonly DiagnosticDescriptor LeftOut = Make(
        "LANNER204",
        "A function is left out",
        "The function `{0}` of `{1}` is left out: asynchronous functions, streams and futures are not supported",
        DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Make(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Lanner", severity, isEnabledByDefault: true);
}

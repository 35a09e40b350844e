using Microsoft.CodeAnalysis;

namespace Lanner.Components.Generators;

/// <summary>The messages of the generator.</summary>
internal static class Descriptors
{
    internal static readonly DiagnosticDescriptor WrongWit = Make("LANNER201", "WIT is wrong", "{0}");

    internal static readonly DiagnosticDescriptor NoFile = Make(
        "LANNER202", "No file of WIT", "`{0}` is no file of WIT, and no folder with some, among the project's AdditionalFiles");

    internal static readonly DiagnosticDescriptor WrongClass = Make(
        "LANNER203", "A class that cannot be that of a world", "The class `{0}` cannot be that of a world: {1}");

    private static DiagnosticDescriptor Make(string id, string title, string message) =>
        new(id, title, message, "Lanner", DiagnosticSeverity.Error, isEnabledByDefault: true);
}

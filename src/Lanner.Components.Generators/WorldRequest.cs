using Lanner.Components.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Lanner.Components.Generators;

/// <summary>A class that is wanted of a world.</summary>
internal sealed record WorldRequest
{
    /// <summary>The namespace, or null for the global one.</summary>
    internal string? Namespace { get; init; }

    internal string ClassName { get; init; } = "";

    /// <summary>The name of the class with its namespace.</summary>
    internal string FullName => Namespace is null ? ClassName : $"{Namespace}.{ClassName}";

    /// <summary>True for an item of the project, which makes the whole class; false for an attribute, which adds to one.</summary>
    internal bool IsItem { get; init; }

    /// <summary>The file or folder of WIT.</summary>
    internal string Path { get; init; } = "";

    /// <summary>The name of the world, or null for the only one.</summary>
    internal string? World { get; init; }

    internal bool ReturnsResults { get; init; }

    /// <summary>The features that are on, separated by commas.</summary>
    internal string Features { get; init; } = "";

    /// <summary>The folder that a path is relative to first; the project's comes second.</summary>
    internal string Folder { get; init; } = "";

    /// <summary>The place of the attribute.</summary>
    internal (string Path, TextSpan Span, LinePositionSpan Lines)? Place { get; init; }

    /// <summary>The reason why nothing can be generated, or null.</summary>
    internal string? Mistake { get; init; }

    internal Location Location => Place is { } place ? Location.Create(place.Path, place.Span, place.Lines) : Location.None;

    /// <summary>Reads an attribute.</summary>
    internal static WorldRequest Of(GeneratorAttributeSyntaxContext context)
    {
        var attribute = context.Attributes[0];
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var syntax = (ClassDeclarationSyntax)context.TargetNode;
        var at = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? syntax.Identifier.GetLocation();
        return new WorldRequest
        {
            Namespace = type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
            ClassName = type.Name,
            Path = Normalize(attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string ?? "" : ""),
            World = attribute.ConstructorArguments.Length > 1 ? attribute.ConstructorArguments[1].Value as string : null,
            ReturnsResults = attribute.NamedArguments.Any(pair => pair is { Key: "ReturnsResults", Value.Value: true }),
            Features = attribute.NamedArguments.FirstOrDefault(pair => pair.Key == "Features").Value.Value as string ?? "",
            Folder = FolderOf(Normalize(syntax.SyntaxTree.FilePath)),
            Place = (at.SourceTree!.FilePath, at.SourceSpan, at.GetLineSpan().Span),
            Mistake = !syntax.Modifiers.Any(SyntaxKind.PartialKeyword) ? "the class is not partial"
                : type.ContainingType is not null ? "the class is inside another"
                : type.IsGenericType ? "the class is generic"
                : null,
        };
    }

    /// <summary>Reads the items of a project, which its build gives as one text: items with <c>*</c> between them, their parts with
    /// <c>|</c>. A class without a name is called like the world, or like the file where the only world of a package is meant.</summary>
    internal static IEnumerable<WorldRequest> OfItems(string text)
    {
        foreach (var item in text.Split(['*'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split('|');
            if (parts.Length < 6)
            {
                continue;
            }

            var path = Normalize(parts[0].Trim());
            yield return new WorldRequest
            {
                IsItem = true,
                Path = path,
                World = parts[1].Length == 0 ? null : parts[1],
                Namespace = parts[2].Length == 0 ? null : parts[2],
                ClassName = parts[3].Length == 0 ? CSharpNames.Pascal(parts[1].Length == 0 ? NameOf(path) : parts[1]) : parts[3],
                ReturnsResults = string.Equals(parts[4], "true", StringComparison.OrdinalIgnoreCase),
                Features = parts[5],
            };
        }
    }

    internal static string Normalize(string path) => path.Replace('\\', '/').TrimEnd('/');

    /// <summary>The name of a file without its extension, or of a folder.</summary>
    private static string NameOf(string path)
    {
        var name = path.Substring(path.LastIndexOf('/') + 1);
        return name.EndsWith(".wit", StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - ".wit".Length) : name;
    }

    private static string FolderOf(string path) => path.Substring(0, Math.Max(0, path.LastIndexOf('/')));
}

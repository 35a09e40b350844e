using Lanner.Components.Generators.Emission;
using Lanner.Wit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Lanner.Components.Generators;

/// <summary>Makes classes of WIT worlds, for attributes and for items of the project.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class WitWorldGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that generates, for those who look whether it ran.</summary>
    public const string StepName = "World";

    private const string AttributeName = "Lanner.Components.WitWorldAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(static text => text.Path.EndsWith(".wit", StringComparison.OrdinalIgnoreCase))
            .Select(static (text, cancellation) =>
                new WitFile(WorldRequest.Normalize(text.Path), text.GetText(cancellation)?.ToString() ?? ""))
            .Collect();
        var options = context.AnalyzerConfigOptionsProvider.Select(static (provider, _) =>
        {
            provider.GlobalOptions.TryGetValue("build_property.ProjectDir", out var folder);
            provider.GlobalOptions.TryGetValue("build_property.LannerWitWorlds", out var items);
            return (Folder: WorldRequest.Normalize(folder ?? ""), Items: items ?? "");
        });
        var attributes = context.SyntaxProvider.ForAttributeWithMetadataName(
            AttributeName, static (node, _) => node is ClassDeclarationSyntax, static (found, _) => WorldRequest.Of(found));
        var items = options.SelectMany(static (read, _) => WorldRequest.OfItems(read.Items));
        var repeated = attributes.Collect().Combine(items.Collect()).Select(static (all, _) => RepeatedNames(all.Left.Concat(all.Right)));
        Register(context, RefuseRepeated(attributes, repeated), files, options);
        Register(context, RefuseRepeated(items, repeated), files, options);
    }

    /// <summary>The names that several classes have. The files of the code are not told apart by case.</summary>
    private static EquatableArray<string> RepeatedNames(IEnumerable<WorldRequest> requests) => new(requests
        .GroupBy(request => request.FullName, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => group.Key));

    private static IncrementalValuesProvider<WorldRequest> RefuseRepeated(
        IncrementalValuesProvider<WorldRequest> requests, IncrementalValueProvider<EquatableArray<string>> names) =>
        requests.Combine(names).Select(static (pair, _) => pair.Right.Contains(pair.Left.FullName, StringComparer.OrdinalIgnoreCase)
            ? pair.Left with { Mistake = "another world has a class of this name, perhaps in other letters" }
            : pair.Left);

    private static void Register(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<WorldRequest> requests,
        IncrementalValueProvider<System.Collections.Immutable.ImmutableArray<WitFile>> files,
        IncrementalValueProvider<(string Folder, string Items)> options)
    {
        var inputs = requests.Combine(files).Combine(options)
            .Select(static (all, _) => WorldInput.Find(all.Left.Left, all.Left.Right, all.Right.Folder))
            .WithTrackingName(StepName);
        context.RegisterSourceOutput(inputs, static (production, input) => Generate(production, input));
    }

    private static void Generate(SourceProductionContext context, WorldInput input)
    {
        var request = input.Request;
        if (!SyntaxFacts.IsValidIdentifier(request.ClassName) || request.Mistake is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.WrongClass, request.Location, request.ClassName, request.Mistake ?? "that is no identifier"));
            return;
        }

        if (input.Files.Count == 0)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NoFile, request.Location, request.Path));
            return;
        }

        try
        {
            var world = input.Parse().SelectWorld(request.World);
            context.AddSource($"{request.FullName}.g.cs", WorldEmitter.Emit(world, request));
        }
        catch (WitException error)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.WrongWit, Locate(error, request), error.Reason));
        }
    }

    /// <summary>The place of a mistake: in the file of WIT, if it is in one.</summary>
    private static Location Locate(WitException error, WorldRequest request)
    {
        if (error.File is null)
        {
            return request.Location;
        }

        var position = new LinePosition(error.Line - 1, error.Column - 1);
        return Location.Create(error.File, default, new LinePositionSpan(position, position));
    }
}

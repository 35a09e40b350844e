using Lanner.Components;
using Lanner.Tests;
using Lanner.Wit;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>All that the interfaces of WASI 0.2 have is defined, with the types that they say, for all versions.</summary>
public sealed class DefinitionListTests
{
    /// <summary>The texts of the interfaces, beside the checkout.</summary>
    private static readonly string Texts = Path.Combine(Repository.Root, "..", "shared", "wit", "v0.2.12", "proposals");

    [Theory]
    [InlineData("io")]
    [InlineData("clocks")]
    [InlineData("random")]
    [InlineData("cli")]
    [InlineData("filesystem")]
    [InlineData("http")]
    [InlineData("sockets")]
    public void Every_function_of_the_official_texts_is_tested_with_its_type(string package)
    {
        Assert.SkipUnless(Directory.Exists(Texts), "The texts of WASI 0.2.12 are not there: put them into ../shared/wit.");
        using var engine = new Engine();
        var expected = Signatures(Official(engine, package));
        var text = ForwardingComponent.Make(engine, "0.2.12", _ => false);
        var actual = Signatures(Component.FromText(engine, text).Imports
            .Where(import => import.Name.StartsWith($"wasi:{package}/", StringComparison.Ordinal)));
        Assert.Equal(expected, actual);
        Assert.NotEmpty(actual);
    }

    [Theory]
    [InlineData("0.2.0")]
    [InlineData("0.2.3")]
    [InlineData("0.2.11")]
    public void Components_of_earlier_versions_find_all_that_they_import(string version)
    {
        using var engine = new Engine();
        using var context = new WasiContextBuilder().Build();
        using var store = new Store(engine);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        var text = ForwardingComponent.Make(engine, version, function => function == "exit-with-code");
        Assert.NotNull(linker.Instantiate(store, Component.FromText(engine, text)));
    }

    [Fact]
    public void One_linker_serves_many_guests_by_the_contexts_of_their_stores()
    {
        using var engine = new Engine();
        var linker = new ComponentLinker(engine);
        linker.DefineWasi();
        var component = Component.FromText(engine, """
            (component
              (import "wasi:cli/environment@0.2.0" (instance $environment
                (export "get-arguments" (func (result (list string))))))
              (export "arguments" (func $environment "get-arguments")))
            """);
        foreach (var name in new[] { "one", "other" })
        {
            using var context = new WasiContextBuilder { Arguments = [name] }.Build();
            using var store = new Store(engine);
            store.Set(WasiContext.Key, context);
            var arguments = linker.Instantiate(store, component).GetFunction("arguments").Call()!.Value.AsList();
            Assert.Equal([name], arguments.Select(argument => argument.AsString()));
        }

        using var empty = new Store(engine);
        var instance = linker.Instantiate(empty, component);
        Assert.Throws<InvalidOperationException>(() => instance.GetFunction("arguments").Call());
    }

    /// <summary>The interfaces of a package, from its text.</summary>
    private static IEnumerable<ComponentExtern> Official(Engine engine, string package)
    {
        var dependencies = Directory.EnumerateDirectories(Texts).Where(folder => Path.GetFileName(folder) != package).Select(Sources);
        var packages = WitPackages.Parse(
            Sources(Path.Combine(Texts, package)), dependencies, new WitOptions { AllFeatures = true });
        return Component.FromBinary(engine, WitBinary.Encode(packages.Root)).Exports
            .Select(export => ((ComponentType)export.Type).Exports)
            .Where(exports => exports is [{ Type: ComponentInstanceType }])
            .Select(exports => exports[0])
            .Where(one => ((ComponentInstanceType)one.Type).Exports.Any(export => export.Kind == ComponentExternKind.Function
                || export.Type is ResourceType) && !IsOfGuests(one.Name));
    }

    private static bool IsOfGuests(string name) =>
        name.StartsWith("wasi:cli/run@", StringComparison.Ordinal)
        || name.StartsWith("wasi:http/incoming-handler@", StringComparison.Ordinal);

    private static IEnumerable<WitSource> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(folder, "wit"), "*.wit")
        .Order(StringComparer.Ordinal)
        .Select(file => new WitSource(file, File.ReadAllText(file)));

    private static List<string> Signatures(IEnumerable<ComponentExtern> interfaces) => [.. interfaces
        .SelectMany(one => ((ComponentInstanceType)one.Type).Exports.Select(export => (one, export)))
        .Where(pair => pair.export.Kind == ComponentExternKind.Function)
        .Select(pair => $"{pair.one.Name}#{pair.export.Name}{Describe((ComponentFunctionType)pair.export.Type, pair.one)}")
        .Order(StringComparer.Ordinal)];

    private static string Describe(ComponentFunctionType type, ComponentExtern one)
    {
        var resources = ((ComponentInstanceType)one.Type).Exports
            .Where(export => export.Type is ResourceType)
            .ToDictionary(export => export.Name, export => (ResourceType)export.Type);
        string NameOf(ResourceType resource) => resources.First(named => named.Value.IsSame(resource)).Key;
        string Of(ComponentValueType? part) => part switch
        {
            null => "_",
            PrimitiveType primitive => primitive.Primitive.ToString(),
            OwnType own => $"own<{NameOf(own.Resource)}>",
            BorrowType borrow => $"borrow<{NameOf(borrow.Resource)}>",
            ListType list => $"list<{Of(list.Element)}>",
            OptionType option => $"option<{Of(option.Value)}>",
            ResultType result => $"result<{Of(result.Ok)}, {Of(result.Error)}>",
            TupleType tuple => $"tuple<{string.Join(", ", tuple.Types.Select(Of))}>",
            RecordType record => $"record {{{string.Join(", ", record.Fields.Select(field => $"{field.Label}: {Of(field.Type)}"))}}}",
            VariantType variant => $"variant {{{string.Join(", ", variant.Cases.Select(one => $"{one.Label}({Of(one.Type)})"))}}}",
            EnumType labels => $"enum {{{string.Join(", ", labels.Labels)}}}",
            FlagsType flags => $"flags {{{string.Join(", ", flags.Labels)}}}",
            _ => throw new NotSupportedException(part.GetType().Name),
        };
        return $"({string.Join(", ", type.Parameters.Select(one => $"{one.Label}: {Of(one.Type)}"))}) -> {Of(type.Result)}";
    }
}

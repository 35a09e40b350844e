using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Lanner.Wasi;
using Lanner.Wast;

namespace Lanner.Tests;

/// <summary>Data flows one way through the engine: a namespace knows those before it in the list and no other. Types are looked at as they
/// are compiled, with the bodies of their methods.</summary>
public sealed class DirectionTests
{
    /// <summary>From what knows nobody to what knows all. <c>Lanner</c> itself is not among them: it has the vocabulary of everybody
    /// (types, errors) as well as the API on top. ARCHITECTURE.md draws this list.</summary>
    private static readonly string[] Order =
    [
        "Lanner.Platform",
        "Lanner.Structure",
        "Lanner.Admission",
        "Lanner.Binary",
        "Lanner.Text.Printing",
        "Lanner.Text",
        "Lanner.Validation",
        "Lanner.Debugging.Dwarf",
        "Lanner.Abi",
        "Lanner.Runtime",
        "Lanner.Compilation.Metadata",
        "Lanner.Compilation.Cil",
        "Lanner.Compilation.Aggregates",
        "Lanner.Compilation.Layout",
        "Lanner.Compilation.Tree",
        "Lanner.Compilation.Passes",
        "Lanner.Compilation.Outlining",
        "Lanner.Compilation.Emission",
        "Lanner.Compilation.Code",
        "Lanner.Compilation.Saving",
        "Lanner.Compilation",
        "Lanner.Calls",
        "Lanner.Linking",
        "Lanner.Libraries",
        "Lanner.Debugging",
    ];

    private static readonly Lazy<Architecture> Engine = new(() => new ArchLoader().LoadAssembly(typeof(Engine).Assembly).Build());

    [Fact]
    public void A_namespace_knows_only_those_before_it()
    {
        var wrong = Dependencies()
            .Where(dependency => Place(dependency.From) <= Place(dependency.To))
            .Select(dependency => $"{dependency.From} knows {dependency.To}: {dependency.Type} uses {dependency.Target}")
            .Order()
            .ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(100)));
    }

    [Fact]
    public void Every_namespace_of_the_engine_has_its_place()
    {
        var namespaces = Types().Select(type => type.Namespace.FullName).Distinct().Except(["Lanner"]).Order();

        Assert.Equal(Order.Order(), namespaces);
    }

    /// <summary>Whoever embeds the engine has no other API than what ships beside it: the command and WASI show that it is enough. Only the
    /// runner of test scripts, which is no product, reads them with the engine's parser.</summary>
    [Fact]
    public void Nothing_that_ships_sees_internals_of_another()
    {
        string[] shipped = ["Lanner.Engine", "Lanner.Wasi", "lanner"];
        var seen = new[] { typeof(Engine).Assembly, typeof(ScriptRunner).Assembly, typeof(WasiContext).Assembly }
            .SelectMany(assembly => assembly.GetCustomAttributes<InternalsVisibleToAttribute>())
            .Select(attribute => new AssemblyName(attribute.AssemblyName).Name);

        Assert.Empty(seen.Intersect(shipped, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Only building, passes and outlining change a tree.</summary>
    [Fact]
    public void Emission_sets_nothing_in_a_tree()
    {
        Assert.NotEmpty(SettersOfTreesCalledIn("Lanner.Compilation.Passes"));
        Assert.Empty(SettersOfTreesCalledIn("Lanner.Compilation.Emission"));
    }

    /// <summary>One name means one thing, in whatever namespace.</summary>
    [Fact]
    public void No_two_types_have_the_same_name()
    {
        var twice = new[] { typeof(Engine).Assembly, typeof(ScriptRunner).Assembly, typeof(WasiContext).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("Lanner", StringComparison.Ordinal) == true)
            .GroupBy(type => type.Name, StringComparer.Ordinal)
            .Where(types => types.Count() > 1)
            .Select(types => types.Key);

        Assert.Empty(twice);
    }

    private static IEnumerable<string> SettersOfTreesCalledIn(string name) =>
        from type in Types()
        where type.Namespace.FullName == name
        from call in type.Dependencies.OfType<MethodCallDependency>()
        where call.Target.Namespace.FullName == "Lanner.Compilation.Tree"
            && call.TargetMember.Name.StartsWith("set_", StringComparison.Ordinal)
        select $"{call.OriginMember.FullName} calls {call.TargetMember.FullName}";

    private static int Place(string name) => Array.IndexOf(Order, name);

    private static IEnumerable<IType> Types() => Engine.Value.Types
        .Where(type => type.Namespace.FullName is "Lanner" || type.Namespace.FullName.StartsWith("Lanner.", StringComparison.Ordinal));

    private static IEnumerable<(string From, string To, string Type, string Target)> Dependencies() =>
        from type in Types()
        let place = type.Namespace.FullName
        where place != "Lanner"
        from dependency in type.Dependencies
        where dependency.Target is not GenericParameter
        let target = dependency.Target.Namespace?.FullName
        where target is not null && target != place && target.StartsWith("Lanner.", StringComparison.Ordinal)
        select (place, target, type.Name, dependency.Target.Name);
}

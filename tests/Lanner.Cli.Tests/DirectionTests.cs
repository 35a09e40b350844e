using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Lanner.Cli.Tests;

/// <summary>A namespace of the command knows those before it in the list and no other.</summary>
public sealed class DirectionTests
{
    /// <summary>From what knows nobody to what knows all. ARCHITECTURE.md has this list.</summary>
    private static readonly string[] Order =
        ["Lanner.Cli.Messages", "Lanner.Cli.Modules", "Lanner.Cli.CommandLine", "Lanner.Cli.Running", "Lanner.Cli.Executables",
         "Lanner.Cli.Composing", "Lanner.Cli.Commands"];

    private static readonly Lazy<IType[]> Types = new(() =>
        [.. new ArchLoader()
            .LoadFilteredDirectory(Path.GetDirectoryName(Command.Assembly), Path.GetFileName(Command.Assembly)).Build().Types
            .Where(type => type.Namespace.FullName.StartsWith("Lanner.Cli", StringComparison.Ordinal))]);

    [Fact]
    public void A_namespace_knows_only_those_before_it()
    {
        var wrong =
            from type in Types.Value
            from dependency in type.Dependencies
            let target = dependency.Target.Namespace?.FullName
            where target != type.Namespace.FullName && target is not null && target.StartsWith("Lanner.Cli", StringComparison.Ordinal)
            where Array.IndexOf(Order, type.Namespace.FullName) <= Array.IndexOf(Order, target)
            select $"{type.FullName} uses {dependency.Target.FullName}";

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Every_namespace_has_its_place() =>
        Assert.Equal(Order.Order(), Types.Value.Select(type => type.Namespace.FullName).Distinct().Order());
}

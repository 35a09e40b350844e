using Lanner.Wit.Resolving;
using Lanner.Wit.Syntax;

namespace Lanner.Wit;

/// <summary>A package with all those that it depends on. What names stand for is found, and the rules are checked.</summary>
public sealed partial class WitPackages
{
    private readonly Dictionary<WitPackageName, WitPackage> _byName;

    internal WitPackages(WitPackage root, IReadOnlyList<WitPackage> all)
    {
        Root = root;
        All = all;
        _byName = all.ToDictionary(package => package.Name);
    }

    /// <summary>The package that was asked for.</summary>
    public WitPackage Root { get; }

    /// <summary>All packages. A package comes after those that it depends on.</summary>
    public IReadOnlyList<WitPackage> All { get; }

    /// <summary>Reads a package from text, which holds all that it depends on as nested packages.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fileName">The name of the file in errors.</param>
    /// <param name="options">The options, or null for those that are usual.</param>
    /// <returns>The packages.</returns>
    /// <exception cref="WitException">The package is wrong.</exception>
    public static WitPackages Parse(string text, string fileName = "input.wit", WitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse([new WitSource(fileName, text)], [], options);
    }

    /// <summary>Reads a package from the texts of its files, and dependencies of it.</summary>
    /// <param name="files">The files of the package.</param>
    /// <param name="dependencies">The files of each dependency.</param>
    /// <param name="options">The options, or null for those that are usual.</param>
    /// <returns>The packages.</returns>
    /// <exception cref="WitException">A package is wrong.</exception>
    public static WitPackages Parse(
        IEnumerable<WitSource> files, IEnumerable<IEnumerable<WitSource>> dependencies, WitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(dependencies);
        return PackageTexts.Resolve(
            [.. files.Select(file => file.ToFile())],
            dependencies.Select(each => each.Select(file => file.ToFile()).ToList()),
            options ?? WitOptions.Default);
    }

    /// <summary>Finds a package.</summary>
    /// <param name="name">Its name, with the version.</param>
    /// <returns>The package, or null.</returns>
    public WitPackage? FindPackage(WitPackageName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.GetValueOrDefault(name);
    }

    /// <summary>Finds an interface of any of the packages.</summary>
    /// <param name="qualifiedName">Its whole name, such as <c>wasi:http/types@0.2.0</c>.</param>
    /// <returns>The interface, or null.</returns>
    public WitInterface? FindInterface(string qualifiedName)
    {
        ArgumentNullException.ThrowIfNull(qualifiedName);
        return Names.TrySplitInterface(qualifiedName, out var package, out var item)
            && _byName.TryGetValue(package, out var found)
            && found.TryFindInterface(item, out var result)
                ? result
                : null;
    }

    /// <summary>Chooses a world as the specification says.</summary>
    /// <param name="name">The name of a world of the root, a whole name such as <c>wasi:cli/command@0.2.0</c>, or null if the root has one
    /// world only.</param>
    /// <returns>The world.</returns>
    /// <exception cref="WitException">There is no such world, or more than one to choose from.</exception>
    public WitWorld SelectWorld(string? name = null)
    {
        if (name is null)
        {
            var names = string.Join(", ", Root.Worlds.Select(each => each.Name));
            return Root.Worlds.Count == 1
                ? Root.Worlds[0]
                : throw new WitException(Root.Worlds.Count == 0
                    ? $"the package `{Root.Name}` has no world"
                    : $"the package `{Root.Name}` has several worlds, of which one must be chosen: {names}");
        }

        var path = Parser.ParsePath(new SourceFile("name", name));
        var package = path.Package is null ? Root : _byName.GetValueOrDefault(path.Package);
        return package is not null && package.TryFindWorld(path.Name, out var world)
            ? world
            : throw new WitException($"there is no world `{name}`");
    }
}

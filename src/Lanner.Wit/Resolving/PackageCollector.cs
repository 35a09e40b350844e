using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Gathers the packages of files, and the names that are defined in each.</summary>
internal sealed class PackageCollector
{
    private readonly Dictionary<WitPackageName, PackageUnit> _packages = [];
    private readonly List<PackageUnit> _inOrder = [];

    /// <summary>The packages, that of the root files first.</summary>
    internal IReadOnlyList<PackageUnit> Packages => _inOrder;

    /// <summary>Adds the files of one folder, or a single file: a package, with others nested in it.</summary>
    internal void Add(IReadOnlyList<FileNode> files, bool isRoot)
    {
        var header = FindHeader(files);
        if (header is not null)
        {
            var package = new PackageUnit(header, isRoot) { Documentation = FindDocumentation(files) };
            package.Scopes.AddRange(files.Select(file => new ScopeUnit(package, file.Scope)));
            Add(package, mayRepeat: !isRoot);
        }
        else if (isRoot || files.Any(file => file.Scope.Items.Count > 0 || file.Scope.Uses.Count > 0))
        {
            throw files[0].File.Error("no `package` declaration says what package this is", 0);
        }

        var here = new HashSet<WitPackageName>();
        foreach (var nested in files.SelectMany(file => file.Nested))
        {
            var package = new PackageUnit(nested.Header, isRoot: false) { Documentation = nested.Header.Documentation };
            package.Scopes.Add(new ScopeUnit(package, nested.Scope));
            Add(package, mayRepeat: here.Add(nested.Header.Name));
        }
    }

    private static PackageHeader? FindHeader(IReadOnlyList<FileNode> files)
    {
        PackageHeader? first = null;
        foreach (var header in files.Select(file => file.Header).OfType<PackageHeader>())
        {
            first ??= header;
            if (header.Name != first.Name)
            {
                throw header.At.Error($"the package is called `{header.Name}` here, but `{first.Name}` in {first.At.File.Name}");
            }
        }

        return first;
    }

    private static string? FindDocumentation(IReadOnlyList<FileNode> files)
    {
        string? documentation = null;
        foreach (var header in files.Select(file => file.Header).OfType<PackageHeader>().Where(header => header.Documentation is not null))
        {
            documentation = documentation is null
                ? header.Documentation
                : throw header.At.Error("the package has documentation in two files");
        }

        return documentation;
    }

    private void Add(PackageUnit package, bool mayRepeat)
    {
        if (_packages.TryGetValue(package.Header.Name, out var existing))
        {
            // Dependencies of several packages may be there several times.
            if (mayRepeat && package.HasSameContents(existing))
            {
                return;
            }

            throw package.Header.At.Error(
                $"the package `{package.Header.Name}` is also defined in {existing.Header.At.File.Name}, with other contents");
        }

        _packages.Add(package.Header.Name, package);
        _inOrder.Add(package);
        Define(package);
    }

    private static void Define(PackageUnit package)
    {
        var names = new UniqueNames();
        foreach (var scope in package.Scopes)
        {
            foreach (var item in scope.Node.Items)
            {
                names.Add(item.Name, $"an interface or world of the package `{package.Header.Name}`");
                var definition = new DefinitionUnit(scope, item);
                package.Definitions.Add(definition);
                package.DefinitionsByName.Add(item.Name.Text, definition);
            }
        }

        foreach (var scope in package.Scopes)
        {
            var inFile = new UniqueNames();
            foreach (var item in scope.Node.Items)
            {
                inFile.Add(item.Name, "an item of this file");
            }

            foreach (var use in scope.Node.Uses)
            {
                inFile.Add(use.Name, "an item of this file");
                scope.Uses.Add(use.Name.Text, use.Path);
            }
        }
    }
}

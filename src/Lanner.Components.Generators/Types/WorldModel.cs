using Lanner.Components.Generators.Naming;
using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>A world with the names that its items have in C#.</summary>
internal sealed class WorldModel
{
    /// <summary>The class with the interfaces that the component imports.</summary>
    internal const string ImportsClass = "Imports";

    /// <summary>The class with the interfaces that the component exports.</summary>
    internal const string ExportsClass = "Exports";

    private readonly Dictionary<(WitDefinedType Type, bool IsExport), string> _typeNames = [];
    private readonly Dictionary<(WitDefinedType Type, bool IsExport), WorldItem> _homes = [];
    private readonly Dictionary<(WitResourceType Type, bool IsExport), int> _resources = [];
    private readonly HashSet<WitTypeOwner> _exported = [];

    internal WorldModel(WitWorld world, string className, string? namespaceName)
    {
        ClassName = className;
        FullName = namespaceName is null ? $"global::{className}" : $"global::{namespaceName}.{className}";
        Members = new NameScope([.. NameScope.OfObject, className, ImportsClass, ExportsClass, "IImports", "Instance", "Instantiate"]);
        OwnImports = new WorldItem { TypeName = "IImports", FullName = $"{FullName}.IImports", Members = new(NameScope.OfObject) };
        OwnExports = new WorldItem { TypeName = className, FullName = FullName, IsExport = true, Members = Members };
        foreach (var item in world.Imports)
        {
            Add(item, Imports, OwnImports, isExport: false);
        }

        foreach (var item in world.Exports)
        {
            Add(item, Exports, OwnExports, isExport: true);
        }

        NameItems(Imports, ImportsClass);
        NameItems(Exports, ExportsClass);
        foreach (var item in Exports)
        {
            item.PropertyName = Members.Add(item.Name, "Interface");
        }

        foreach (var item in Imports.Concat(Exports))
        {
            NameTypes(item, item.Members);
        }

        // A world has its types itself, and imports those that are resources.
        NameTypes(OwnImports, Members);
    }

    internal string ClassName { get; }

    internal string FullName { get; }

    /// <summary>The names of the members of the world's class.</summary>
    internal NameScope Members { get; }

    /// <summary>The functions and types of the world itself that it imports.</summary>
    internal WorldItem OwnImports { get; }

    /// <summary>The functions of the world itself that it exports.</summary>
    internal WorldItem OwnExports { get; }

    internal List<WorldItem> Imports { get; } = [];

    internal List<WorldItem> Exports { get; } = [];

    /// <summary>The name of a defined type from anywhere.</summary>
    internal string NameOf(WitDefinedType type, bool inExport) => _typeNames[(type, IsExported(type, inExport))];

    /// <summary>The item that a type is declared in.</summary>
    internal WorldItem HomeOf(WitDefinedType type, bool inExport) => _homes[(type, IsExported(type, inExport))];

    /// <summary>Tests for a type of an interface that the world exports: resources of it are the guest's.</summary>
    /// <param name="type">The type.</param>
    /// <param name="inExport">True if it is an exported item that mentions it.</param>
    internal bool IsExported(WitDefinedType type, bool inExport) => inExport && _exported.Contains(type.Owner);

    /// <summary>The number that generated code has for a type of resources.</summary>
    internal int NumberOf(WitResourceType type, bool inExport)
    {
        var key = (type, IsExported(type, inExport));
        if (!_resources.TryGetValue(key, out var number))
        {
            _resources[key] = number = _resources.Count;
        }

        return number;
    }

    private void Add(WitWorldItem item, List<WorldItem> items, WorldItem own, bool isExport)
    {
        switch (item)
        {
            case WitFunctionItem function:
                own.Functions.Add(function.Function);
                break;
            case WitTypeItem { Type: not WitAliasType } type:
                own.Types.Add(type.Type);
                break;
            case WitInterfaceItem { Interface: var content }:
                var isFirst = items.TrueForAll(other => other.Interface != content);
                var added = new WorldItem
                {
                    Interface = content,
                    ExternName = item.Name,
                    Documentation = item.Documentation ?? content.Documentation,
                    IsExport = isExport,
                };
                added.Functions.AddRange(content.Functions);
                added.Types.AddRange(isFirst ? content.Types.Where(type => type is not WitAliasType) : []);
                items.Add(added);
                if (isExport)
                {
                    _exported.Add(content);
                }

                break;
        }
    }

    /// <summary>Names interfaces: by their own name, and as much of the package's as tells them apart.</summary>
    private void NameItems(List<WorldItem> items, string container)
    {
        var names = items.ConvertAll(item => CandidatesOf(item).First());
        for (var level = 1; level < 4; level++)
        {
            for (var index = 0; index < items.Count; index++)
            {
                if (names.FindAll(name => name == names[index]).Count > 1)
                {
                    for (var other = index + 1; other < items.Count; other++)
                    {
                        names[other] = names[other] == names[index] ? CandidatesOf(items[other])[level] : names[other];
                    }

                    names[index] = CandidatesOf(items[index])[level];
                }
            }
        }

        // A type in a class cannot be called as the class is; `foo` as an interface of C# and `i-foo` as a class would both be IFoo.
        var scope = new NameScope();
        var types = new NameScope(container);
        for (var index = 0; index < items.Count; index++)
        {
            var item = items[index];
            item.Name = scope.Add(names[index], "Interface");
            item.TypeName = types.Add(!item.IsExport && item.HasFunctions ? "I" + item.Name : item.Name, "Interface");
            item.FullName = $"{FullName}.{container}.{item.TypeName}";
            item.Members = new NameScope([.. NameScope.OfObject, item.TypeName]);
        }
    }

    private static string[] CandidatesOf(WorldItem item)
    {
        if (item.Interface is not { Name: { } name } || !item.ExternName!.Contains(":"))
        {
            var plain = CSharpNames.Pascal(item.ExternName!);
            return [plain, plain, plain, plain];
        }

        var package = item.Interface.Package.Name;
        var own = CSharpNames.Pascal(name);
        var withPackage = CSharpNames.Pascal(package.Name) + own;
        var withNamespace = CSharpNames.Pascal(package.Namespace) + withPackage;
        var version = package.Version is { } given ? "V" + CSharpNames.Pascal(given.ToString()) : "";
        return [own, withPackage, withNamespace, withNamespace + version];
    }

    private void NameTypes(WorldItem item, NameScope scope)
    {
        foreach (var type in item.Types)
        {
            var name = CSharpNames.Pascal(type.Name);
            var isHostResource = type is WitResourceType && !item.IsExport;
            name = scope.Add(isHostResource ? "I" + name : name, type is WitResourceType ? "Resource" : "Type");
            var home = item == OwnImports ? FullName : item.FullName;
            _typeNames[(type, item.IsExport)] = $"{home}.{name}";
            _homes[(type, item.IsExport)] = item;
        }
    }
}

using Lanner.Wit.Resolving;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Binary;

/// <summary>Reads the declarations of a type of components or instances into the model.</summary>
internal sealed class ScopeDecoder(PackageDecoder package, ScopeComponentType scope, ScopeDecoder? parent = null)
{
    private readonly TypeDecoder _types = new(package);
    private readonly List<WitInterface?> _instances = [];
    private readonly HashSet<string> _importNames = [];
    private readonly HashSet<string> _exportNames = [];

    /// <summary>Reads the component around an interface or world: imports of other interfaces, and one export.</summary>
    /// <returns>The export.</returns>
    internal ExportDeclaration ReadWrapper()
    {
        ExportDeclaration? export = null;
        package.Count(scope.Declarations.Count);
        foreach (var declaration in scope.Declarations)
        {
            switch (declaration)
            {
                case ImportDeclaration { Type.Kind: ExternKind.Instance } import:
                    AddName(_importNames, import.Name);
                    var imported = package.InterfaceOf(import.Name.Name);
                    ReadInstance(import.Type, imported);
                    _instances.Add(imported);
                    break;
                case ExportDeclaration { Type.Kind: ExternKind.Instance or ExternKind.Component } declared when export is null:
                    export = declared;
                    break;
                default:
                    ReadCommon(declaration);
                    break;
            }
        }

        return export ?? throw new WitException("a component exports neither an interface nor a world");
    }

    /// <summary>Reads an instance into an interface.</summary>
    internal void ReadInstance(ExternType type, WitInterface target)
    {
        if (_types.ScopeAt(type.Index) is not { IsInstance: true } instance)
        {
            throw new WitException($"the interface `{target}` has no type of instances");
        }

        new ScopeDecoder(package, instance, this).ReadInto(target);
    }

    /// <summary>Reads a component into a world.</summary>
    internal DecodedWorld ReadWorld(ExternType type, WitWorld world)
    {
        if (_types.ScopeAt(type.Index) is not { IsInstance: false } component)
        {
            throw new WitException($"the world `{world.Name}` has no type of components");
        }

        return new ScopeDecoder(package, component, this).ReadInto(world);
    }

    private void ReadInto(WitInterface target)
    {
        _types.Owner = target;
        package.Count(scope.Declarations.Count);
        foreach (var declaration in scope.Declarations)
        {
            switch (declaration)
            {
                case ExportDeclaration { Type.Kind: ExternKind.Type } export:
                    AddName(_exportNames, export.Name);
                    _types.Name(export, target);
                    break;
                case ExportDeclaration { Type.Kind: ExternKind.Function } export:
                    AddName(_exportNames, export.Name);
                    var function = _types.FunctionOf(export.Name, export.Type, target);
                    if (function.Resource is not null)
                    {
                        AddToResource(function, target);
                    }
                    else if (!target.TryFindFunction(function.Name, out _))
                    {
                        package.Claim(target, function.Name);
                        target.Add(function);
                    }

                    break;
                default:
                    ReadCommon(declaration);
                    break;
            }
        }
    }

    private DecodedWorld ReadInto(WitWorld world)
    {
        var decoded = new DecodedWorld(world, [], []);
        _types.Owner = world;
        _types.Used = use => decoded.Imports.Add(new WitTypeItem(use));
        package.Count(scope.Declarations.Count);
        foreach (var declaration in scope.Declarations)
        {
            switch (declaration)
            {
                case ImportDeclaration { Type.Kind: ExternKind.Type } import:
                    AddName(_importNames, import.Name);
                    decoded.Imports.Add(new WitTypeItem(_types.Name(new ExportDeclaration(import.Name, import.Type), world)));
                    break;
                case ImportDeclaration import:
                    AddName(_importNames, import.Name);
                    ReadWorldItem(import.Name, import.Type, world, decoded.Imports);
                    break;
                case ExportDeclaration { Type.Kind: not ExternKind.Type } export:
                    AddName(_exportNames, export.Name);
                    ReadWorldItem(export.Name, export.Type, world, decoded.Exports);
                    break;
                default:
                    ReadCommon(declaration);
                    break;
            }
        }

        return decoded;
    }

    private void ReadWorldItem(ExternName name, ExternType type, WitWorld world, List<WitWorldItem> items)
    {
        if (type.Kind == ExternKind.Function)
        {
            var function = _types.FunctionOf(name, type, world);
            if (function.Resource is not null)
            {
                AddToResource(function, world);
            }
            else
            {
                items.Add(new WitFunctionItem(function));
            }

            return;
        }

        if (type.Kind != ExternKind.Instance)
        {
            throw new WitException($"the world `{world.Name}` has an item `{name.Name}` that is no function, interface or type");
        }

        var isPlain = Names.IsLabel(name.Name);
        if (!isPlain && name.Implements is not null)
        {
            throw new WitException($"`{name.Name}` implements an interface, and so needs a plain name");
        }

        var target = isPlain && name.Implements is null
            ? new WitInterface(world.Package, null, null, WitGate.None)
            : package.InterfaceOf(name.Implements ?? name.Name);
        ReadInstance(type, target);
        items.Add(new WitInterfaceItem(target, isPlain ? name.Name : null, null, WitGate.None, name.ExternalId));

        // The types of an interface are found by its own name, not by those that worlds give to it.
        _instances.Add(isPlain ? null : target);
    }

    /// <summary>Reads a declaration that can be in all scopes.</summary>
    private void ReadCommon(Declaration declaration)
    {
        switch (declaration)
        {
            case TypeDeclaration { Type: var type }:
                package.Count(_types.Define(type));
                break;
            case ExportAlias alias:
                var owner = alias.Instance < _instances.Count ? _instances[(int)alias.Instance] : null;
                _types.Add(owner is not null && owner.TryFindType(alias.Name, out var aliased)
                    ? aliased
                    : throw new WitException($"the type `{alias.Name}` is of no interface that is there"));
                break;
            case OuterAlias { Count: 1 } alias when parent is not null:
                _types.Add(parent._types.At(alias.Index) is WitDefinedType { Owner: WitInterface } outer
                    ? outer
                    : throw new WitException("a scope takes a type from the scope around it that is of no interface"));
                break;
            default:
                throw new WitException("the package has a declaration that stands where it cannot");
        }
    }

    private void AddToResource(WitFunction function, WitTypeOwner owner)
    {
        if (function.Resource!.TryAdd(function))
        {
            package.Claim(owner, function.ExternName);
        }
    }

    /// <summary>The form of a name by which it must differ from others. Annotations are no part of it, but for constructors.</summary>
    internal static string CanonicalOf(string name) => Names.Canonical(
        name.StartsWith("[constructor]", StringComparison.Ordinal) ? name : name[(name.IndexOf(']', StringComparison.Ordinal) + 1)..]);

    private static void AddName(HashSet<string> names, ExternName name)
    {
        if (!names.Add(CanonicalOf(name.Name)))
        {
            throw new WitException($"the name `{name.Name}` is there twice");
        }
    }
}

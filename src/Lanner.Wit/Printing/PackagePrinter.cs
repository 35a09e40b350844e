using Lanner.Wit.Syntax;

namespace Lanner.Wit.Printing;

/// <summary>Writes packages as WIT.</summary>
internal sealed class PackagePrinter(IndentedText text)
{
    internal void PrintRoot(WitPackage package)
    {
        PrintDocumentation(package.Documentation);
        text.Line($"package {Name(package.Name)};");
        PrintItems(package);
    }

    internal void PrintNested(WitPackage package)
    {
        text.Gap();
        PrintDocumentation(package.Documentation);
        text.Open($"package {Name(package.Name)}");
        PrintItems(package);
        text.Close();
    }

    private static string Name(WitPackageName name)
    {
        var namespaces = string.Join(':', name.Namespace.Split(':').Select(Names.Escape));
        var names = string.Join('/', name.Name.Split('/').Select(Names.Escape));
        return $"{namespaces}:{names}{(name.Version is null ? "" : $"@{name.Version}")}";
    }

    private static string Reference(WitInterface target, WitPackage from)
    {
        if (target.Package == from)
        {
            return Names.Escape(target.Name!);
        }

        var name = Name(target.Package.Name with { Version = null });
        var version = target.Package.Name.Version is { } known ? $"@{known}" : "";
        return $"{name}/{Names.Escape(target.Name!)}{version}";
    }

    private void PrintItems(WitPackage package)
    {
        foreach (var each in package.Interfaces)
        {
            text.Gap();
            PrintPrefix(each.Documentation, each.Gate, externalId: null);
            text.Open($"interface {Names.Escape(each.Name!)}");
            PrintMembers(each);
            text.Close();
        }

        foreach (var world in package.Worlds)
        {
            text.Gap();
            PrintPrefix(world.Documentation, world.Gate, externalId: null);
            text.Open($"world {Names.Escape(world.Name)}");
            PrintWorld(world);
            text.Close();
        }
    }

    /// <summary>The kind of an item of one line, or null if more stands before it.</summary>
    private static string? KindOf(string kind, string? documentation, WitGate gate, string? externalId) =>
        documentation is null && gate == WitGate.None && externalId is null ? kind : null;

    private void PrintPrefix(string? documentation, WitGate gate, string? externalId)
    {
        PrintDocumentation(documentation);
        if (gate.Since is not null)
        {
            text.Line($"@since(version = {gate.Since})");
        }

        if (gate.Feature is not null)
        {
            text.Line($"@unstable(feature = {Names.Escape(gate.Feature)})");
        }

        if (gate.Deprecated is not null)
        {
            text.Line($"@deprecated(version = {gate.Deprecated})");
        }

        if (externalId is not null)
        {
            text.Line($"@external-id({StringLiteral.Write(externalId)})");
        }
    }

    private void PrintDocumentation(string? documentation)
    {
        if (documentation is not null)
        {
            foreach (var line in documentation.Split('\n'))
            {
                text.Line(line.Length == 0 ? "///" : $"/// {line}");
            }
        }
    }

    private void PrintMembers(WitInterface target)
    {
        PrintTypes(target.Types, target);
        foreach (var function in target.Functions)
        {
            PrintFunction(function);
        }
    }

    /// <summary>Writes the types of an interface or world; those that follow each other and are of the same interface as one
    /// <c>use</c>.</summary>
    private void PrintTypes(IReadOnlyList<WitDefinedType> types, WitTypeOwner owner)
    {
        for (var i = 0; i < types.Count; i++)
        {
            if (types[i] is not WitAliasType { IsUse: true } first)
            {
                PrintType(types[i]);
                continue;
            }

            var used = new List<WitAliasType> { first };
            while (i + 1 < types.Count && types[i + 1] is WitAliasType { IsUse: true } next && BelongTogether(first, next))
            {
                used.Add(next);
                i++;
            }

            PrintUse(used, owner);
        }
    }

    private static bool BelongTogether(WitAliasType first, WitAliasType next) =>
        OwnerOf(first) == OwnerOf(next) && first.Gate == next.Gate && first.Documentation == next.Documentation;

    private static WitInterface OwnerOf(WitAliasType use) => (WitInterface)((WitDefinedType)use.Target).Owner;

    private void PrintUse(List<WitAliasType> used, WitTypeOwner owner)
    {
        text.Gap(KindOf("use", used[0].Documentation, used[0].Gate, externalId: null));
        PrintPrefix(used[0].Documentation, used[0].Gate, externalId: null);
        var names = used.Select(use => ((WitDefinedType)use.Target).Name == use.Name
            ? Names.Escape(use.Name)
            : $"{Names.Escape(((WitDefinedType)use.Target).Name)} as {Names.Escape(use.Name)}");
        text.Line($"use {Reference(OwnerOf(used[0]), owner.Package)}.{{{string.Join(", ", names)}}};");
    }

    private void PrintType(WitDefinedType type)
    {
        text.Gap(type is WitAliasType or WitResourceType { Functions.Count: 0 }
            ? KindOf("type", type.Documentation, type.Gate, type.ExternalId)
            : null);
        PrintPrefix(type.Documentation, type.Gate, type.ExternalId);
        var name = Names.Escape(type.Name);
        switch (type)
        {
            case WitAliasType alias:
                // The name alone would be another name of the resource.
                text.Line(alias.Target is WitHandleType { IsBorrow: false } own
                    ? $"type {name} = own<{own}>;"
                    : $"type {name} = {alias.Target};");
                break;
            case WitResourceType { Functions.Count: 0 }:
                text.Line($"resource {name};");
                break;
            case WitResourceType resource:
                text.Open($"resource {name}");
                foreach (var function in resource.Functions)
                {
                    PrintFunction(function);
                }

                text.Close();
                break;
            case WitRecordType record:
                PrintBody($"record {name}", record.Fields, field => $": {field.Type}");
                break;
            case WitVariantType variant:
                PrintBody($"variant {name}", variant.Cases, each => each.Type is null ? "" : $"({each.Type})");
                break;
            case WitEnumType enumeration:
                PrintBody($"enum {name}", enumeration.Cases, _ => "");
                break;
            case WitFlagsType flags:
                PrintBody($"flags {name}", flags.Flags, _ => "");
                break;
        }
    }

    private void PrintBody<T>(string head, IReadOnlyList<T> members, Func<T, string> tail)
        where T : WitMember
    {
        text.Open(head);
        foreach (var member in members)
        {
            PrintDocumentation(member.Documentation);
            text.Line($"{Names.Escape(member.Name)}{tail(member)},");
        }

        text.Close();
    }

    private void PrintFunction(WitFunction function)
    {
        text.Gap(KindOf("function", function.Documentation, function.Gate, function.ExternalId));
        PrintPrefix(function.Documentation, function.Gate, function.ExternalId);
        text.Line(function.Kind == WitFunctionKind.Constructor
            ? $"constructor{Signature(function)};"
            : $"{Names.Escape(function.Name)}: {FunctionType(function)};");
    }

    private static string FunctionType(WitFunction function) =>
        $"{(function.Kind == WitFunctionKind.Static ? "static " : "")}{(function.IsAsync ? "async " : "")}func{Signature(function)}";

    private static string Signature(WitFunction function)
    {
        var parameters = function.Parameters
            .Skip(function.Kind == WitFunctionKind.Method ? 1 : 0)
            .Select(parameter => $"{Names.Escape(parameter.Name)}: {parameter.Type}");
        var result = function.Kind == WitFunctionKind.Constructor && function.Result is WitHandleType ? null : function.Result;
        return $"({string.Join(", ", parameters)}){(result is null ? "" : $" -> {result}")}";
    }

    private void PrintWorld(WitWorld world)
    {
        PrintTypes([.. world.Imports.OfType<WitTypeItem>().Select(item => item.Type)], world);
        foreach (var item in world.Imports)
        {
            PrintWorldItem("import", item, world);
        }

        foreach (var item in world.Exports)
        {
            PrintWorldItem("export", item, world);
        }
    }

    private void PrintWorldItem(string direction, WitWorldItem item, WitWorld world)
    {
        if (item is WitTypeItem)
        {
            return;
        }

        text.Gap(item is WitInterfaceItem { Interface.Name: null }
            ? null
            : KindOf(direction, item.Documentation, item.Gate, item.ExternalId));
        PrintPrefix(item.Documentation, item.Gate, item.ExternalId);
        switch (item)
        {
            case WitFunctionItem { Function: var function }:
                text.Line($"{direction} {Names.Escape(function.Name)}: {FunctionType(function)};");
                break;
            case WitInterfaceItem { Interface.Name: null } inline:
                text.Open($"{direction} {Names.Escape(inline.Name)}: interface");
                PrintMembers(inline.Interface);
                text.Close();
                break;
            case WitInterfaceItem { PlainName: { } name } plain:
                text.Line($"{direction} {Names.Escape(name)}: {Reference(plain.Interface, world.Package)};");
                break;
            case WitInterfaceItem named:
                text.Line($"{direction} {Reference(named.Interface, world.Package)};");
                break;
        }
    }
}

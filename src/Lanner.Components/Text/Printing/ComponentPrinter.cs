using System.Globalization;
using Lanner.Binary;
using Lanner.Components.Structure;
using Lanner.Text.Printing;

namespace Lanner.Components.Text.Printing;

/// <summary>Writes a component in the text format, a definition a line and in its order, so that reading it gives the same component. It
/// takes components that are not valid too.</summary>
internal sealed partial class ComponentPrinter
{
    private readonly PrintedText _text;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly EngineOptions _options;
    private PrintedScope _scope = new(ComponentNames.None, null);

    private ComponentPrinter(TextWriter writer, ReadOnlyMemory<byte> bytes, EngineOptions options)
    {
        _text = new PrintedText(writer, bytes.Length);
        _bytes = bytes;
        _options = options;
    }

    /// <exception cref="InvalidModuleException">An index of a core type means nothing.</exception>
    /// <exception cref="ResourceLimitException">The text is too long for the size of the component.</exception>
    internal static string Print(ComponentDefinition component, EngineOptions options)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var printer = new ComponentPrinter(writer, component.Bytes, options);
        printer.PrintComponent(component, "");
        printer._text.Finish();
        return writer.ToString();
    }

    private void PrintComponent(ComponentDefinition component, string declaration)
    {
        var names = ComponentNames.Read(component);
        _text.StartLine();
        _text.Append("(component").Append(declaration);
        if (declaration.Length == 0 && names.Component is { Length: > 0 } name)
        {
            _text.Append(' ').Append(StringText.Identifier(name));
        }

        PrintAll(component.Definitions, names);
        _text.Append(')');
    }

    /// <summary>Prints the definitions of a scope.</summary>
    private void PrintAll(Definition[] definitions, ComponentNames names)
    {
        var outer = _scope;
        _scope = new PrintedScope(names, MakeCoreTypes(definitions, names));
        _text.Depth++;
        foreach (var definition in definitions)
        {
            Print(definition);
        }

        _text.Depth--;
        _scope = outer;
    }

    private CoreTypePrinter MakeCoreTypes(Definition[] definitions, ComponentNames names)
    {
        var types = new CoreTypePrinter(_text, _bytes, _options.Features);
        foreach (var definition in definitions)
        {
            switch (definition)
            {
                case CoreTypeDefinition type:
                    types.Add(type.Range);
                    break;
                case CoreModuleTypeDefinition or OuterAlias { Sort: Sort.CoreType } or ExportAlias { Sort: Sort.CoreType }:
                    types.AddForeign();
                    break;
            }
        }

        types.Finish(names.CoreTypes);
        return types;
    }

    private void Print(Definition definition)
    {
        switch (definition)
        {
            case CustomDefinition { Name: TextScope.NameSectionName }:
                return;
            case CustomDefinition section:
                PrintCustomSection(section);
                return;
            case CoreModuleDefinition module:
                PrintModule(module);
                return;
            case NestedComponentDefinition nested:
                PrintComponent(nested.Component, Declare(Sort.Component));
                return;
            case CoreTypeDefinition:
                for (var left = _scope.CoreTypes!.PrintNext("core "); left > 0; left--)
                {
                    _scope.Next(Sort.CoreType);
                }

                return;
            case CoreModuleTypeDefinition type:
                PrintModuleType(type);
                return;
        }

        _text.StartLine();
        _text.Append('(');
        PrintLine(definition);
        _text.Append(')');
    }

    private void PrintLine(Definition definition)
    {
        switch (definition)
        {
            case CoreInstantiation instantiation:
                PrintCoreInstantiation(instantiation);
                break;
            case CoreInstanceOfExports instance:
                _text.Append("core instance").Append(Declare(Sort.CoreInstance));
                foreach (var (name, item, _) in instance.Exports)
                {
                    _text.Append(" (export ").Append(StringText.Quote(name)).Append(" (").Append(item.Sort.Keyword()).Append(' ')
                        .Append(Reference(item)).Append("))");
                }

                break;
            case Instantiation instantiation:
                PrintInstantiation(instantiation);
                break;
            case InstanceOfExports instance:
                _text.Append("instance").Append(Declare(Sort.Instance));
                foreach (var (name, item, _) in instance.Exports)
                {
                    _text.Append(" (export ").Append(NameOf(name)).Append(' ').Append(SortedReference(item)).Append(')');
                }

                break;
            case ExportAlias alias:
                PrintExportAlias(alias);
                break;
            case OuterAlias alias:
                var outer = string.Create(CultureInfo.InvariantCulture, $"alias outer {alias.Count} {alias.Index} (");
                _text.Append(outer).Append(Words(alias.Sort)).Append(Declare(alias.Sort)).Append(')');
                SkipCoreType(alias.Sort);
                break;
            case TypeDefinition type:
                _text.Append("type").Append(Declare(Sort.Type)).Append(' ');
                PrintType(type.Type);
                break;
            case LiftDefinition or LowerDefinition or BuiltInDefinition:
                PrintCanonical(definition);
                break;
            case StartDefinition start:
                PrintStart(start);
                break;
            case ValueDefinition value:
                _text.Append("value").Append(Declare(Sort.Value)).Append(' ').Append(ValueType(value.Type)).Append(" (binary");
                _text.AppendBytes(_bytes.Span.Slice(value.Content.Offset, value.Content.Length));
                _text.Append(')');
                break;
            case ImportDeclaration import:
                _text.Append("import ").Append(NameOf(import.Name)).Append(' ');
                PrintExternType(import.Type, declares: true);
                break;
            case ExportDeclaration export:
                _text.Append("export ").Append(NameOf(export.Name)).Append(' ');
                PrintExternType(export.Type, declares: true);
                break;
            case ComponentExportDefinition export:
                PrintExport(export);
                break;
            default:
                throw new InvalidOperationException($"{definition.GetType()} is not printed.");
        }
    }

    private void PrintCustomSection(CustomDefinition section)
    {
        _text.StartLine();
        _text.Append("(@custom ").Append(StringText.Quote(section.Name));
        _text.AppendBytes(_bytes.Span.Slice(section.Content.Offset, section.Content.Length));
        _text.Append(')');
    }

    /// <summary>Prints a core module with the engine's own printer.</summary>
    private void PrintModule(CoreModuleDefinition definition)
    {
        var index = _scope.Next(Sort.CoreModule);
        var names = _scope.Names.Of(Sort.CoreModule);
        var declaration = names.IsNamed(index) ? $" {names.Reference(index)}" : names.Declaration(index);
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        ModulePrinter.Print(_bytes.Slice(definition.Range.Offset, definition.Range.Length), writer, _options);
        var text = writer.ToString().AsSpan().TrimEnd('\n');
        var head = "(module";
        var name = NameSection.ReadModule(definition.Module);
        if (name is not null)
        {
            var written = name.Length == 0 ? StringText.NameAnnotation(name) : StringText.Identifier(name);
            head += $" {written}";

            // The module is known by the name that the component has for it, and has its own besides.
            declaration += declaration == $" {written}" ? "" : $" {StringText.NameAnnotation(name)}";
        }

        _text.StartLine();
        _text.Append("(core module").Append(declaration);
        text = text[head.Length..];
        var isFirst = true;
        foreach (var line in text.Split('\n'))
        {
            if (!isFirst)
            {
                _text.StartLine();
            }

            _text.Append(text[line].ToString());
            isFirst = false;
        }
    }

    private void PrintModuleType(CoreModuleTypeDefinition type)
    {
        _text.StartLine();
        _text.Append("(core type").Append(Declare(Sort.CoreType)).Append(" (module");
        SkipCoreType(Sort.CoreType);
        var types = new CoreTypePrinter(_text, _bytes, _options.Features);
        foreach (var declaration in type.Declarations)
        {
            if (declaration is CoreTypeDeclaration defined)
            {
                types.Add(defined.Range);
            }
            else if (declaration is CoreOuterAlias)
            {
                types.AddForeign();
            }
        }

        types.Finish([]);
        _text.Depth++;
        foreach (var declaration in type.Declarations)
        {
            PrintDeclaration(declaration, types);
        }

        _text.Depth--;
        _text.Append("))");
    }

    private void PrintDeclaration(CoreModuleDeclaration declaration, CoreTypePrinter types)
    {
        if (declaration is CoreTypeDeclaration)
        {
            types.PrintNext("");
            return;
        }

        _text.StartLine();
        switch (declaration)
        {
            case CoreImportDeclaration import:
                _text.Append("(import ").Append(StringText.Quote(import.Module)).Append(' ')
                    .Append(StringText.Quote(import.Name)).Append(' ');
                types.PrintExternal(import.Type);
                break;
            case CoreExportDeclaration export:
                _text.Append("(export ").Append(StringText.Quote(export.Name)).Append(' ');
                types.PrintExternal(export.Type);
                break;
            case CoreOuterAlias alias:
                types.Skip();
                _text.Append(string.Create(CultureInfo.InvariantCulture, $"(alias outer {alias.Count} {alias.Index} (type)"));
                break;
        }

        _text.Append(')');
    }

    private void SkipCoreType(Sort sort)
    {
        if (sort == Sort.CoreType)
        {
            _scope.CoreTypes!.Skip();
        }
    }

    private void PrintCoreInstantiation(CoreInstantiation instantiation)
    {
        _text.Append("core instance").Append(Declare(Sort.CoreInstance)).Append(" (instantiate ")
            .Append(Reference(new SortIndex(Sort.CoreModule, instantiation.Module)));
        foreach (var (name, instance, _) in instantiation.Arguments)
        {
            _text.Append(" (with ").Append(StringText.Quote(name)).Append(" (instance ")
                .Append(Reference(new SortIndex(Sort.CoreInstance, instance))).Append("))");
        }

        _text.Append(')');
    }

    private void PrintInstantiation(Instantiation instantiation)
    {
        _text.Append("instance").Append(Declare(Sort.Instance)).Append(" (instantiate ")
            .Append(Reference(new SortIndex(Sort.Component, instantiation.Component)));
        foreach (var (name, item, _) in instantiation.Arguments)
        {
            _text.Append(" (with ").Append(StringText.Quote(name)).Append(' ').Append(SortedReference(item)).Append(')');
        }

        _text.Append(')');
    }

    private void PrintExportAlias(ExportAlias alias)
    {
        var instance = new SortIndex(alias.IsOfCore ? Sort.CoreInstance : Sort.Instance, alias.Instance);
        _text.Append(alias.IsOfCore ? "alias core export " : "alias export ").Append(Reference(instance)).Append(' ')
            .Append(StringText.Quote(alias.Name)).Append(" (").Append(Words(alias.Sort)).Append(Declare(alias.Sort)).Append(')');
        SkipCoreType(alias.Sort);
    }

    private void PrintStart(StartDefinition start)
    {
        _text.Append("start ").Append(Reference(new SortIndex(Sort.Function, start.Function)));
        foreach (var argument in start.Arguments)
        {
            _text.Append(" (value ").Append(Reference(new SortIndex(Sort.Value, argument))).Append(')');
        }

        // A number that no function has is not written out: the text would grow beyond measure.
        for (var left = uint.Min(start.ResultCount, 2); left > 0; left--)
        {
            _text.Append(" (result (value").Append(Declare(Sort.Value)).Append("))");
        }
    }

    private void PrintExport(ComponentExportDefinition export)
    {
        var declaration = Declare(export.Item.Sort);
        _text.Append("export").Append(declaration).Append(' ').Append(NameOf(export.Name)).Append(' ').Append(SortedReference(export.Item));
        if (export.Type is { } type)
        {
            _text.Append(' ');
            PrintExternType(type, declares: false);
        }
    }

    /// <summary>The text after the keyword of a definition: its identifier, or its number as a comment.</summary>
    private string Declare(Sort sort) => _scope.Names.Of(sort).Declaration(_scope.Next(sort));

    private string Reference(SortIndex item) => _scope.Names.Of(item.Sort).Reference(item.Index);

    private string SortedReference(SortIndex item) => $"({Words(item.Sort)} {Reference(item)})";

    private static string Words(Sort sort) => sort.IsCore() ? $"core {sort.Keyword()}" : sort.Keyword();

    private static string NameOf(in ExternName name)
    {
        var text = StringText.Quote(name.Name);
        text += name.VersionSuffix is { } suffix ? $" (versionsuffix {StringText.Quote(suffix)})" : "";
        text += name.Implements is { } implements ? $" (implements {StringText.Quote(implements)})" : "";
        return text + (name.ExternalId is { } id ? $" (external-id {StringText.Quote(id)})" : "");
    }

    /// <summary>A scope whose definitions are being printed: the names in it, and how far its index spaces are filled.</summary>
    private sealed class PrintedScope(ComponentNames names, CoreTypePrinter? coreTypes)
    {
        private readonly Dictionary<Sort, uint> _counts = [];

        internal ComponentNames Names { get; } = names;

        internal CoreTypePrinter? CoreTypes { get; } = coreTypes;

        internal uint Next(Sort sort)
        {
            var next = _counts.GetValueOrDefault(sort);
            _counts[sort] = next + 1;
            return next;
        }
    }
}

using System.Globalization;
using Lanner.Admission;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text.Printing;

/// <summary>Writes a module in the text format (specification 6.6), so that reading it gives the same module: everything in the order of
/// the binary format, names as identifiers, other custom sections and hints for branches as annotations. It takes modules that are not
/// valid too.</summary>
internal sealed partial class ModulePrinter
{
    private readonly ModuleDefinition _definition;
    private readonly PrintedModule _module;
    private readonly PrintedText _text;
    private readonly TypePrinter _types;
    private readonly InstructionPrinter _instructions;

    private ModulePrinter(ModuleDefinition definition, TextWriter writer)
    {
        _definition = definition;
        _module = new PrintedModule(definition);
        _text = new PrintedText(writer, definition.Bytes.Length);
        _types = new TypePrinter(_module, _text);
        _instructions = new InstructionPrinter(_module, _text, _types);
    }

    /// <summary>Writes a module that is in the binary format.</summary>
    /// <param name="bytes">The module.</param>
    /// <param name="writer">Takes the text.</param>
    /// <param name="options">The features that the module may use, and the limits of its size; null for all features and no limits.</param>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    /// <exception cref="InvalidModuleException">A type index means nothing.</exception>
    /// <exception cref="ResourceLimitException">The module is too large, its text is too long for its size, or reading it takes too
    /// long.</exception>
    internal static void Print(ReadOnlyMemory<byte> bytes, TextWriter writer, EngineOptions? options = null)
    {
        var admission = new ModuleAdmission(options?.Limits ?? new EngineLimits());
        admission.CheckSize(bytes.Length);
        var definition = ModuleDecoder.DecodeAsWritten(bytes, options?.Features ?? WasmFeatures.All, admission);
        admission.CheckDefinition(definition);
        BodyWalker.RequireWellFormed(definition, admission);
        new ModulePrinter(definition, writer).Print();
    }

    private void Print()
    {
        _text.StartLine();
        _text.Append("(module");
        if (_module.Name is { } name)
        {
            _text.Append(' ').Append(name.Length == 0 ? StringText.NameAnnotation(name) : StringText.Identifier(name));
        }

        _text.Depth++;
        var customSections = new CustomSectionPrinter(_definition, _text);
        customSections.PrintUpTo(SectionOrder.First);
        _types.PrintDefinitions();
        PrintImports();
        PrintTables();
        PrintMemories();
        PrintTags();
        PrintGlobals();
        PrintExports();
        if (_definition.StartFunction is { } start)
        {
            _text.StartLine();
            _text.Append("(start ").Append(_module.Functions.Reference(start)).Append(')');
        }

        new SegmentPrinter(_module, _text, _types, _instructions).PrintElements();
        PrintFunctions();
        new SegmentPrinter(_module, _text, _types, _instructions).PrintData();
        customSections.PrintUpTo(SectionOrder.Last);
        _text.Depth--;
        _text.Append(')');
        _text.Finish();
    }

    private void PrintTables()
    {
        for (var index = _definition.ImportedTableCount; index < _definition.Tables.Length; index++)
        {
            _text.StartLine();
            _text.Append('(');
            PrintTableHead((uint)index, _definition.Tables[index].Type);
            if (_definition.Tables[index].Initializer is { } initializer)
            {
                _instructions.PrintExpression(initializer, keyword: null);
            }

            _text.Append(')');
        }
    }

    private void PrintMemories()
    {
        for (var index = _definition.ImportedMemoryCount; index < _definition.Memories.Length; index++)
        {
            _text.StartLine();
            _text.Append('(');
            PrintMemoryHead((uint)index, _definition.Memories[index]);
            _text.Append(')');
        }
    }

    private void PrintTags()
    {
        for (var index = _definition.ImportedTagCount; index < _definition.Tags.Length; index++)
        {
            _text.StartLine();
            _text.Append('(');
            PrintTagHead((uint)index, _definition.Tags[index]);
            _text.Append(')');
        }
    }

    private void PrintGlobals()
    {
        for (var index = _definition.ImportedGlobalCount; index < _definition.Globals.Length; index++)
        {
            _text.StartLine();
            _text.Append('(');
            PrintGlobalHead((uint)index, _definition.Globals[index].Type);
            _instructions.PrintExpression(_definition.Globals[index].Initializer!, keyword: null);
            _text.Append(')');
        }
    }

    private void PrintExports()
    {
        foreach (var export in _definition.Exports)
        {
            var (keyword, names) = export.Kind switch
            {
                ExternalKind.Function => ("func", _module.Functions),
                ExternalKind.Table => ("table", _module.Tables),
                ExternalKind.Memory => ("memory", _module.Memories),
                ExternalKind.Global => ("global", _module.Globals),
                _ => ("tag", _module.Tags),
            };
            _text.StartLine();
            _text.Append("(export ").Append(StringText.Quote(export.Name)).Append(" (").Append(keyword).Append(' ')
                .Append(names.Reference((uint)export.Index)).Append("))");
        }
    }

    private void PrintFunctions()
    {
        for (var index = _definition.ImportedFunctionCount; index < _definition.Functions.Length; index++)
        {
            ref readonly var function = ref _definition.Functions[index];
            var locals = _module.LocalsOf((uint)index, ModuleLimits.Locals);
            _text.StartLine();
            _text.Append('(');
            PrintFunctionHead((uint)index, function.Type, locals);
            _text.Depth++;
            _instructions.PrintBody((uint)index, in function, locals);
            _text.Depth--;
            _text.Append(')');
        }
    }

    /// <summary>The identifier of a definition, with a space in front; nothing for a type that has none.</summary>
    private static string Declaration(PrintedNames names, uint? index) => index is { } known ? names.Declaration(known) : "";

    private void PrintFunctionHead(uint? index, FunctionType type, PrintedNames locals)
    {
        _text.Append("func").Append(Declaration(_module.Functions, index)).Append(' ').Append(_types.TypeUse(type));
        _types.PrintSignature(type, locals);
    }

    private void PrintTableHead(uint? index, TableType table) =>
        _text.Append("table").Append(Declaration(_module.Tables, index)).Append(table.Is64Bit ? " i64 " : " ")
        .Append(table.Limits.ToString()).Append(' ').Append(_types.ValueType(table.Element));

    private void PrintMemoryHead(uint? index, MemoryType memory)
    {
        _text.Append("memory").Append(Declaration(_module.Memories, index)).Append(memory.Is64Bit ? " i64 " : " ")
            .Append(memory.Limits.ToString())
            .Append(memory.IsShared ? " shared" : "");
        if (memory.PageSizeLog2 != 16)
        {
            _text.Append(string.Create(CultureInfo.InvariantCulture, $" (pagesize {1UL << memory.PageSizeLog2})"));
        }
    }

    private void PrintGlobalHead(uint? index, GlobalType global)
    {
        var type = _types.ValueType(global.Value);
        _text.Append("global").Append(Declaration(_module.Globals, index)).Append(' ').Append(global.IsMutable ? $"(mut {type})" : type);
    }

    private void PrintTagHead(uint? index, TagType tag)
    {
        _text.Append("tag").Append(Declaration(_module.Tags, index)).Append(' ').Append(_types.TypeUse(tag.Type));
        _types.PrintSignature(tag.Type, PrintedNames.None);
    }
}

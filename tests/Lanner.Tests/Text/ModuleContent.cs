using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Tests.Text;

/// <summary>Says what a module holds, item by item, without how it is encoded, so that two modules can be compared. It shares nothing with
/// the printer.</summary>
internal sealed class ModuleContent
{
    private readonly StringBuilder _items = new();
    private readonly ModuleDefinition _module;

    private ModuleContent(byte[] binary) => _module = ModuleDecoder.DecodeAsWritten(binary, WasmFeatures.All);

    internal static string Of(byte[] binary)
    {
        var content = new ModuleContent(binary);
        content.AddAll();
        return content._items.ToString();
    }

    private void AddAll()
    {
        foreach (var type in _module.Types)
        {
            Add(
                $"type group of {type.Group.Types.Length}, final {type.IsFinal}, "
                + $"super {(type.Supertype is null ? "none" : IndexOf(type.Supertype))}: {TypeContent(type)}");
        }

        foreach (var import in _module.Imports)
        {
            Add($"import {import.ModuleName} {import.Name} {External(import.Type)}");
        }

        foreach (var table in _module.Tables)
        {
            Add($"table {External(table.Type)} {Code(table.Initializer)}");
        }

        foreach (var memory in _module.Memories)
        {
            Add($"memory {memory}");
        }

        foreach (var tag in _module.Tags)
        {
            Add($"tag {IndexOf(tag.Type)}");
        }

        foreach (var global in _module.Globals)
        {
            Add($"global {External(global.Type)} {Code(global.Initializer)}");
        }

        foreach (var export in _module.Exports)
        {
            Add($"export {export.Name} {export.Kind} {export.Index}");
        }

        Add($"start {_module.StartFunction}");
        foreach (var segment in _module.ElementSegments)
        {
            var elements = segment.FunctionIndices is { } functions
                ? string.Join(' ', functions)
                : string.Join(" | ", segment.Expressions!.Select(Code));
            Add($"elem {segment.Mode} {Value(segment.ElementType)} {segment.TableIndex} {Code(segment.TableOffset)}: {elements}");
        }

        foreach (var segment in _module.DataSegments)
        {
            Add($"data {segment.Mode} {segment.MemoryIndex} {Code(segment.MemoryOffset)}: {Convert.ToHexString(Bytes(segment.Content))}");
        }

        foreach (var function in _module.Functions)
        {
            AddFunction(function);
        }

        foreach (var section in _module.CustomSections.Where(section => section.Name is not ("name" or "metadata.code.branch_hint")))
        {
            Add($"custom {section.Name} {Convert.ToHexString(Bytes(section.Content))}");
        }
    }

    private void AddFunction(FunctionDefinition function)
    {
        Add($"func {function.TypeIndex} {function.IsImported}");
        if (!function.IsImported)
        {
            var reader = FunctionBody.Open(_module, in function, out var runs);
            Add($"locals {string.Join(' ', runs.SelectMany(run => Enumerable.Repeat(Value(run.Type), run.Count)))}");
            AddInstructions(reader, _items);
        }
    }

    private string Code(ConstantExpression? expression)
    {
        var text = new StringBuilder();
        if (expression is not null)
        {
            AddInstructions(new InstructionReader(_module, expression.Code), text);
        }

        return text.ToString();
    }

    private void AddInstructions(InstructionReader reader, StringBuilder text)
    {
        while (reader.Read(out var instruction))
        {
            text.Append(CultureInfo.InvariantCulture, $"{instruction.Opcode} {Immediates(in instruction)}\n");
        }
    }

    private string Immediates(in Instruction instruction)
    {
        var info = OpcodeTable.Get(instruction.Opcode);
        return info.Immediate switch
        {
            ImmediateKind.None or ImmediateKind.AtomicFence => "",
            ImmediateKind.BlockType => Block(instruction.BlockType),
            ImmediateKind.TryTable => $"{Block(instruction.BlockType)} {string.Join(' ', instruction.CatchClauses)}",
            ImmediateKind.LabelTable => string.Join(' ', instruction.Labels),
            ImmediateKind.CastBranch => $"{instruction.Index} {Value(instruction.Type)} {Value(instruction.Type2)}",
            ImmediateKind.HeapType => Value(instruction.Type),
            ImmediateKind.SelectTypes => string.Join(' ', instruction.SelectTypes.Select(Value)),
            ImmediateKind.MemoryArgument => instruction.MemoryArgument.ToString(),
            ImmediateKind.MemoryArgumentLane => $"{instruction.MemoryArgument} {instruction.Index}",
            ImmediateKind.I32 or ImmediateKind.I64 or ImmediateKind.F32 or ImmediateKind.F64 =>
                instruction.Constant.ToString("x", CultureInfo.InvariantCulture),
            ImmediateKind.V128 or ImmediateKind.Shuffle => instruction.Vector.AsUInt64().ToString(),
            ImmediateKind.CallIndirect or ImmediateKind.TableTable or ImmediateKind.TableInit or ImmediateKind.MemoryMemory
                or ImmediateKind.MemoryInit
                or ImmediateKind.TypeField or ImmediateKind.TypeCount or ImmediateKind.TypeType or ImmediateKind.TypeData
                or ImmediateKind.TypeElement =>
                $"{instruction.Index} {instruction.Index2}",
            _ => instruction.Index.ToString(CultureInfo.InvariantCulture),
        };
    }

    private string TypeContent(DefinedType type) => type switch
    {
        FunctionType function =>
            $"{string.Join(' ', function.Parameters.Select(Value))} -> {string.Join(' ', function.Results.Select(Value))}",
        StructType structure => $"struct {string.Join(' ', structure.Fields.Select(Field))}",
        ArrayType array => $"array {Field(array.Element)}",
        _ => throw new InvalidOperationException(),
    };

    private string Field(FieldType field) => $"{Value(field.Type)}/{field.Packed}/{field.IsMutable}";

    private string External(ExternalType type) => type switch
    {
        FunctionExternalType function => IndexOf(function.Type),
        TableType table => $"{table.Limits} {table.Is64Bit} {Value(table.Element)}",
        GlobalType global => $"{Value(global.Value)} {global.IsMutable}",
        TagType tag => IndexOf(tag.Type),
        _ => type.ToString(),
    };

    private string Block(BlockType type) => type.Function is { } function ? IndexOf(function) : type.HasResult ? Value(type.Result) : "";

    private string Value(WasmValueType type) => type.IsReference
        ? $"{(type.IsNullable ? "null " : "")}{(type.HeapType.Definition is { } definition ? IndexOf(definition) : type.HeapType.Kind)}"
        : type.Kind.ToString();

    private string IndexOf(DefinedType type) => $"#{Array.IndexOf(_module.Types, type)}";

    private ReadOnlySpan<byte> Bytes(ByteRange range) => _module.Bytes.Span.Slice(range.Offset, range.Length);

    private void Add(string item) => _items.Append(item).Append('\n');
}

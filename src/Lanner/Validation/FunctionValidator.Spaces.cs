using Lanner.Structure;

namespace Lanner.Validation;

/// <content>The index spaces: what an index means, or the error that it means nothing.</content>
internal sealed partial class FunctionValidator
{
    private DefinedType GetType(uint index) =>
        index < (uint)_module.Types.Length ? _module.Types[index] : throw Unknown("type", index, _module.Types.Length);

    private FunctionType GetFunctionType(uint index) => GetType(index) as FunctionType ?? throw WrongType("function", index);

    private StructType GetStructType(uint index) => GetType(index) as StructType ?? throw WrongType("structure", index);

    private ArrayType GetArrayType(uint index) => GetType(index) as ArrayType ?? throw WrongType("array", index);

    private FieldType GetField(StructType type, uint index) =>
        index < (uint)type.FieldArray.Length ? type.FieldArray[index] : throw Unknown("field", index, type.FieldArray.Length);

    private FunctionDefinition GetFunction(uint index) =>
        index < (uint)_module.Functions.Length ? _module.Functions[index] : throw Unknown("function", index, _module.Functions.Length);

    private TableType GetTable(uint index) =>
        index < (uint)_module.Tables.Length ? _module.Tables[index].Type : throw Unknown("table", index, _module.Tables.Length);

    private MemoryType GetMemory(uint index) =>
        index < (uint)_module.Memories.Length ? _module.Memories[index] : throw Unknown("memory", index, _module.Memories.Length);

    private GlobalType GetGlobal(uint index) =>
        index < (uint)_visibleGlobals ? _module.Globals[index].Type : throw Unknown("global", index, _visibleGlobals);

    private FunctionType GetTag(uint index) =>
        index < (uint)_module.Tags.Length ? _module.Tags[index].Type : throw Unknown("tag", index, _module.Tags.Length);

    private ElementSegment GetElementSegment(uint index) =>
        index < (uint)_module.ElementSegments.Length
            ? _module.ElementSegments[index]
            : throw Unknown("elem segment", index, _module.ElementSegments.Length);

    private void RequireDataSegment(uint index)
    {
        if (index >= (uint)_module.DataSegments.Length)
        {
            throw Unknown("data segment", index, _module.DataSegments.Length);
        }
    }

    private InvalidModuleException Unknown(string what, uint index, int count) =>
        Invalid($"unknown {what} {index}: {Mnemonic} can name {(count == 0 ? "none" : count == 1 ? "0 only" : $"0 to {count - 1}")} here");

    private InvalidModuleException WrongType(string what, uint index) =>
        Invalid(
            $"type mismatch: {Mnemonic} needs the type of {(what == "array" ? "an" : "a")} {what} but type "
            + $"{index} is {_module.Types[index]}");
}

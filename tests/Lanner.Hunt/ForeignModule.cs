using Lanner.Binary;
using Lanner.Hunt.Generation;
using Lanner.Structure;
using Lanner.Text;

namespace Lanner.Hunt;

/// <summary>Modules of files, as if they had been generated: what they export is called and compared as far as it is numbers and
/// memories.</summary>
internal static class ForeignModule
{
    /// <summary>Reads a module.</summary>
    /// <param name="file">Its text (<c>.wat</c>) or binary.</param>
    /// <param name="isDeterministic">True if only deterministic engines have to agree.</param>
    internal static GeneratedModule Read(string file, bool isDeterministic)
    {
        var content = File.ReadAllBytes(file);
        var bytes = Path.GetExtension(file) == ".wat" ? TextModule.ToBinary(content, WasmFeatures.All) : content;
        var module = ModuleDecoder.Decode(bytes, WasmFeatures.All);
        var exports = module.Exports.Select(export => (export.Name, Type: module.TypeOf(export))).ToArray();
        return new GeneratedModule(
            bytes,
            [.. from export in exports where export.Type is FunctionExternalType let type = ((FunctionExternalType)export.Type).Type
                where type.Parameters.Concat(type.Results).All(IsNumber)
                select (export.Name, new GeneratedSignature([.. type.Parameters.Select(KindOf)], [.. type.Results.Select(KindOf)]))],
            [.. exports.Where(export => export.Type is MemoryType).Select(export => export.Name)],
            [.. exports.Where(export => export.Type is GlobalType global && IsNumber(global.Value)).Select(export => export.Name)],
            isDeterministic);
    }

    private static bool IsNumber(WasmValueType type) =>
        type.Kind is WasmValueKind.I32 or WasmValueKind.I64 or WasmValueKind.F32 or WasmValueKind.F64;

    private static GeneratedType KindOf(WasmValueType type) => type.Kind switch
    {
        WasmValueKind.I32 => GeneratedType.I32,
        WasmValueKind.I64 => GeneratedType.I64,
        WasmValueKind.F32 => GeneratedType.F32,
        _ => GeneratedType.F64,
    };
}

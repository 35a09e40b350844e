using System.Runtime.Intrinsics;

namespace Lanner.Wast;

/// <summary>A value that a script hands to a module or gets from it.</summary>
/// <param name="Kind">The kind, which says which of the other two counts.</param>
/// <param name="Bits">The bits of a number or vector, in its low bytes.</param>
/// <param name="Reference">A reference as the engine represents it, null included.</param>
internal readonly record struct ScriptValue(WasmValueKind Kind, Vector128<byte> Bits, object? Reference)
{
    internal static ScriptValue FromBits(WasmValueKind kind, ulong bits) => new(kind, Vector128.CreateScalar(bits).AsByte(), null);

    internal static ScriptValue FromVector(Vector128<byte> bits) => new(WasmValueKind.V128, bits, null);

    internal static ScriptValue FromReference(object? reference) => new(WasmValueKind.Reference, default, reference);

    internal ulong Low => Bits.AsUInt64()[0];

    public override string ToString() => Kind switch
    {
        WasmValueKind.I32 => $"(i32.const {(int)Low})",
        WasmValueKind.I64 => $"(i64.const {(long)Low})",
        WasmValueKind.F32 => $"(f32.const {BitConverter.UInt32BitsToSingle((uint)Low):R} = 0x{(uint)Low:x8})",
        WasmValueKind.F64 => $"(f64.const {BitConverter.UInt64BitsToDouble(Low):R} = 0x{Low:x16})",
        WasmValueKind.V128 => $"(v128.const i64x2 0x{Bits.AsUInt64()[0]:x16} 0x{Bits.AsUInt64()[1]:x16})",
        _ => Reference is null ? "(ref.null)" : $"(ref {Reference})",
    };
}

/// <summary>An object of the host that scripts pass around as <c>(ref.extern n)</c> and <c>(ref.host n)</c>.</summary>
internal sealed record HostReference(uint Number)
{
    public override string ToString() => $"extern {Number}";
}

using System.Runtime.Intrinsics;
using Lanner.Calls;

namespace Lanner.Libraries;

/// <summary>Reads and writes globals for the properties of libraries.</summary>
internal static class LibraryGlobals
{
    /// <summary>The type of a property for globals of a type.</summary>
    internal static Type TypeOf(WasmValueType type) => DelegateShape.TypeOf(type);

    /// <summary>The end of the names of the methods for globals of a type.</summary>
    internal static string NameOf(WasmValueType type) => TypeOf(type) == typeof(Function) ? nameof(Function) : type.Kind.ToString();

    internal static int ReadI32(Global global) => global.Value.AsInt32();

    internal static long ReadI64(Global global) => global.Value.AsInt64();

    internal static float ReadF32(Global global) => global.Value.AsSingle();

    internal static double ReadF64(Global global) => global.Value.AsDouble();

    internal static Vector128<byte> ReadV128(Global global) => global.Value.AsVector128();

    internal static object? ReadReference(Global global) => global.Value.AsReference();

    internal static Function? ReadFunction(Global global) => (Function?)global.Value.AsReference();

    internal static void WriteI32(Global global, int value) => global.Value = value;

    internal static void WriteI64(Global global, long value) => global.Value = value;

    internal static void WriteF32(Global global, float value) => global.Value = value;

    internal static void WriteF64(Global global, double value) => global.Value = value;

    internal static void WriteV128(Global global, Vector128<byte> value) => global.Value = value;

    internal static void WriteFunction(Global global, Function? value) => global.Value = Value.FromReference(value);

    internal static void WriteReference(Global global, object? value) => global.Value = Value.FromReference(value);
}

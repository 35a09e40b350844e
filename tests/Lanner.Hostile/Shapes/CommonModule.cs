using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Shapes;

/// <summary>The definitions that the bodies of the shapes refer to: one or more of each kind, always with the same numbers.</summary>
internal static class CommonModule
{
    internal const byte I32 = 0x7F, I64 = 0x7E, F32 = 0x7D, F64 = 0x7C, V128 = 0x7B, FuncRef = 0x70, ExternRef = 0x6F, ExnRef = 0x69;

    internal const int Nothing = 0, ToI32 = 1, I32ToI32 = 2, FromI32 = 3, StructureIndex = 4, ArrayIndex = 5, References = 6, Pair = 7,
        Quads = 8, ToV128 = 9;

    /// <summary>Locals of a body: i32, i64, f32, f64, v128, structure, array, function, extern.</summary>
    internal static byte[] Locals { get; } =
        [9, 1, I32, 1, I64, 1, F32, 1, F64, 1, V128, 1, 0x63, StructureIndex, 1, 0x63, ArrayIndex, 1, FuncRef, 1, ExternRef];

    internal const int StructureLocal = 5, ArrayLocal = 6, FunctionLocal = 7, ExternLocal = 8;

    /// <summary>The functions: 0 takes and gives nothing, 1 gives a number, 2 takes and gives one, 3 takes and gives four.</summary>
    internal const int FirstOwnFunction = 4;

    internal static ShapeModule Make()
    {
        var module = new ShapeModule();
        module.Type(0x60, 0, 0);
        module.Type(0x60, 0, 1, I32);
        module.Type(0x60, 1, I32, 1, I32);
        module.Type(0x60, 1, I32, 0);
        module.Type(0x5F, 2, I32, 1, 0x78, 1);
        module.Type(0x5E, I32, 1);
        module.Type(0x5E, FuncRef, 1);
        module.Type(0x60, 2, I32, I32, 2, I32, I32);
        module.Type(0x60, 4, I32, I32, I32, I32, 4, I32, I32, I32, I32);
        module.Type(0x60, 0, 1, V128);
        module.Function(Nothing, []);
        module.Function(ToI32, [0x41, 7]);
        module.Function(I32ToI32, [0x20, 0]);
        module.Function(Quads, [0x20, 0, 0x20, 1, 0x20, 2, 0x20, 3]);
        module.Add(ShapeModule.Tables, FuncRef, 0, 10);
        module.Add(ShapeModule.Memories, 0, 1);
        module.Add(ShapeModule.Globals, I32, 1, 0x41, 0, 0x0B);
        module.Add(ShapeModule.Tags, 0, FromI32);
        module.Add(ShapeModule.Elements, 1, 0, 4, 0, 1, 2, 3);
        module.Add(ShapeModule.Data, 1, 4, 1, 2, 3, 4);
        return module;
    }

    /// <summary>The module with one more function, which takes and gives nothing and is the one that is called.</summary>
    internal static byte[] WithBody(byte[] code, byte[]? locals = null, int type = Nothing, Action<ShapeModule>? also = null)
    {
        var module = Make();
        also?.Invoke(module);
        module.Export("f", 0, module.Function(type, locals ?? Locals, code));
        return module.ToBytes();
    }
}

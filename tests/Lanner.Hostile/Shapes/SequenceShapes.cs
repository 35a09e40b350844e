using static Lanner.Hostile.Shapes.CommonModule;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Shapes;

/// <summary>Bodies that repeat a short stretch of code.</summary>
internal static class SequenceShapes
{
    private const byte Block = 2, Loop = 3, If = 4, Else = 5, Try = 6, Catch = 7, Throw = 8, End = 0x0B, Br = 0x0C, BrIf = 0x0D,
        BrTable = 0x0E, Return = 0x0F, Call = 0x10,
        CallIndirect = 0x11, Delegate = 0x18, CatchAll = 0x19, Drop = 0x1A, Select = 0x1B, TryTable = 0x1F, Get = 0x20, Set = 0x21,
        Tee = 0x22, Const = 0x41, Empty = 0x40;

    private static readonly (string Name, byte[] Unit)[] Units =
    [
        ("nop", [1]),
        ("block", [Block, Empty, End]),
        ("block with a result", [Block, I32, Const, 1, End, Drop]),
        ("block left early", [Block, Empty, Br, 0, End]),
        ("block left sometimes", [Block, Empty, Get, 0, BrIf, 0, End]),
        ("block with a result, left sometimes", [Block, I32, Const, 1, Get, 0, BrIf, 0, End, Drop]),
        ("block of four values, left sometimes",
            [Const, 1, Const, 2, Const, 3, Const, 4, Block, Quads, Get, 0, BrIf, 0, End, Drop, Drop, Drop, Drop]),
        ("loop", [Loop, Empty, End]),
        ("loop with a way back", [Loop, Empty, Get, 0, BrIf, 0, End]),
        ("loop with a parameter", [Const, 0, Loop, I32ToI32, Get, 0, BrIf, 0, End, Drop]),
        ("loop that sets a local", [Loop, Empty, Get, 0, Set, 0, Get, 0, BrIf, 0, End]),
        ("if", [Get, 0, If, Empty, End]),
        ("if with else", [Get, 0, If, Empty, Else, End]),
        ("if with a result", [Get, 0, If, I32, Const, 1, Else, Const, 2, End, Drop]),
        ("if that sets a local", [Get, 0, If, Empty, Const, 1, Set, 0, End]),
        ("if that calls", [Get, 0, If, Empty, Call, 0, End]),
        ("if that returns", [Get, 0, If, Empty, Return, End]),
        ("br_table", [Block, Empty, Block, Empty, Get, 0, BrTable, 1, 0, 1, End, End]),
        ("br_table with values", [Block, I32, Block, I32, Const, 1, Get, 0, BrTable, 1, 0, 1, End, End, Drop]),
        ("br_table of fifty", [Block, Empty, Block, Empty, Get, 0, BrTable, 50, .. Repeat(25, 0, 1), 1, End, End]),
        ("br_on_null", [Block, Empty, Get, StructureLocal, 0xD5, 0, Drop, End]),
        ("br_on_non_null", [Block, 0x64, StructureIndex, Get, StructureLocal, 0xD6, 0, 0xD0, StructureIndex, 0xD4, End, Drop]),
        ("br_on_cast", [Block, 0x63, StructureIndex, Get, StructureLocal, 0xFB, 24, 3, 0, StructureIndex, StructureIndex, End, Drop]),
        ("br_on_cast_fail", [Block, 0x63, StructureIndex, Get, StructureLocal, 0xFB, 25, 3, 0, StructureIndex, StructureIndex, End, Drop]),
        ("call", [Call, 0]),
        ("call with a result", [Call, 1, Drop]),
        ("call with four results", [Const, 1, Const, 2, Const, 3, Const, 4, Call, 3, Drop, Drop, Drop, Drop]),
        ("call_indirect", [Const, 1, CallIndirect, ToI32, 0, Drop]),
        ("call_ref", [0xD2, 1, 0x14, ToI32, Drop]),
        ("return_call that is skipped", [Get, 0, If, Empty, 0x12, 0, End]),
        ("return_call_indirect that is skipped", [Get, 0, If, Empty, Const, 0, 0x13, Nothing, 0, End]),
        ("return_call_ref that is skipped", [Get, 0, If, Empty, 0xD2, 0, 0x15, Nothing, End]),
        ("select", [Const, 1, Const, 2, Get, 0, Select, Drop]),
        ("select with a type", [Get, StructureLocal, Get, StructureLocal, Get, 0, 0x1C, 1, 0x63, StructureIndex, Drop]),
        ("local.set", [Get, 0, Set, 0]),
        ("local.tee", [Get, 0, Tee, 0, Drop]),
        ("global.get", [0x23, 0, Drop]),
        ("global.set", [Get, 0, 0x24, 0]),
        ("table.get", [Const, 1, 0x25, 0, Drop]),
        ("table.set", [Const, 1, Get, FunctionLocal, 0x26, 0]),
        ("table.size", [0xFC, 16, 0, Drop]),
        ("table.grow", [Get, FunctionLocal, Const, 0, 0xFC, 15, 0, Drop]),
        ("table.fill", [Const, 0, Get, FunctionLocal, Const, 1, 0xFC, 17, 0]),
        ("table.copy", [Const, 0, Const, 1, Const, 1, 0xFC, 14, 0, 0]),
        ("table.init", [Const, 0, Const, 0, Const, 1, 0xFC, 12, 0, 0]),
        ("elem.drop", [0xFC, 13, 0]),
        ("ref.null", [0xD0, FuncRef, Drop]),
        ("ref.is_null", [Get, FunctionLocal, 0xD1, Drop]),
        ("ref.func", [0xD2, 1, Drop]),
        ("ref.eq", [Get, StructureLocal, Get, ArrayLocal, 0xD3, Drop]),
        ("ref.test", [Get, StructureLocal, 0xFB, 20, StructureIndex, Drop]),
        ("ref.cast", [Get, StructureLocal, 0xFB, 23, StructureIndex, Drop]),
        ("ref.i31", [Const, 1, 0xFB, 28, 0xFB, 29, Drop]),
        ("any.convert_extern", [Get, ExternLocal, 0xFB, 26, Drop]),
        ("struct.new", [Const, 1, Const, 2, 0xFB, 0, StructureIndex, Drop]),
        ("struct.new_default", [0xFB, 1, StructureIndex, Set, StructureLocal]),
        ("struct.get", [0xFB, 1, StructureIndex, 0xFB, 2, StructureIndex, 0, Drop]),
        ("struct.get_s", [0xFB, 1, StructureIndex, 0xFB, 3, StructureIndex, 1, Drop]),
        ("struct.set", [0xFB, 1, StructureIndex, Const, 1, 0xFB, 5, StructureIndex, 0]),
        ("array.new", [Const, 1, Const, 2, 0xFB, 6, ArrayIndex, Drop]),
        ("array.new_default", [Const, 1, 0xFB, 7, ArrayIndex, Set, ArrayLocal]),
        ("array.new_fixed", [Const, 1, Const, 2, Const, 3, 0xFB, 8, ArrayIndex, 3, Drop]),
        ("array.new_data", [Const, 0, Const, 1, 0xFB, 9, ArrayIndex, 0, Drop]),
        ("array.new_elem", [Const, 0, Const, 1, 0xFB, 10, References, 0, Drop]),
        ("array.get", [Const, 1, 0xFB, 7, ArrayIndex, Const, 0, 0xFB, 11, ArrayIndex, Drop]),
        ("array.set", [Const, 1, 0xFB, 7, ArrayIndex, Const, 0, Const, 1, 0xFB, 14, ArrayIndex]),
        ("array.len", [Const, 1, 0xFB, 7, ArrayIndex, 0xFB, 15, Drop]),
        ("array.fill", [Const, 1, 0xFB, 7, ArrayIndex, Const, 0, Const, 1, Const, 1, 0xFB, 16, ArrayIndex]),
        ("array.copy",
            [Const, 1, 0xFB, 7, ArrayIndex, Const, 0, Const, 1, 0xFB, 7, ArrayIndex, Const, 0, Const, 1, 0xFB, 17, ArrayIndex, ArrayIndex]),
        ("array.init_data", [Const, 1, 0xFB, 7, ArrayIndex, Const, 0, Const, 0, Const, 0, 0xFB, 18, ArrayIndex, 0]),
        ("array.init_elem", [Const, 1, 0xFB, 7, References, Const, 0, Const, 0, Const, 0, 0xFB, 19, References, 0]),
        ("try_table without clauses", [TryTable, Empty, 0, End]),
        ("try_table", [Block, I32, TryTable, Empty, 1, 0, 0, 0, Call, 0, End, Const, 1, End, Drop]),
        ("try_table with catch_all", [Block, Empty, TryTable, Empty, 1, 2, 0, Call, 0, End, End]),
        ("try_table with catch_ref", [Block, 0x63, 0x69, TryTable, Empty, 1, 3, 0, Call, 0, End, 0xD0, 0x69, End, Drop]),
        ("throw that is skipped", [Get, 0, If, Empty, Const, 1, Throw, 0, End]),
        ("try with catch", [Try, Empty, Call, 0, Catch, 0, Drop, End]),
        ("try with catch_all", [Try, Empty, Call, 0, CatchAll, End]),
        ("try with rethrow", [Try, Empty, Call, 0, CatchAll, 9, 0, End]),
        ("try with delegate", [Try, Empty, Call, 0, Delegate, 0]),
        ("unreachable code", [Block, Empty, Br, 0, Const, 1, Drop, End]),
    ];

    internal static IEnumerable<Shape> All { get; } =
        [.. Units.Select(unit => new Shape($"sequence {unit.Name}", size => WithBody(Repeat(size / unit.Unit.Length, unit.Unit)))),
         .. Units.Select(unit => new Shape($"functions of one {unit.Name}", size => Functions(size, unit.Unit)))];

    /// <summary>The same stretch in many functions, each of which is called by the one behind it.</summary>
    private static byte[] Functions(int size, byte[] unit)
    {
        var module = Make();
        var each = Locals.Length + unit.Length + 6;
        var last = 0;
        for (var count = Math.Max(1, size / each); count > 0; count--)
        {
            last = module.Function(Nothing, Locals, [.. unit, Call, .. Unsigned(last)]);
        }

        module.Export("f", 0, last);
        return module.ToBytes();
    }
}

using static Lanner.Hostile.Shapes.CommonModule;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Shapes;

/// <summary>Modules in which a few bytes refer again and again to something as wide as the format allows: a thousand parameters, ten
/// thousand fields, fifty thousand locals.</summary>
internal static class WideShapes
{
    private const byte Block = 2, Loop = 3, If = 4, Else = 5, End = 0x0B, Br = 0x0C, BrIf = 0x0D, BrTable = 0x0E, Return = 0x0F,
        Call = 0x10, Drop = 0x1A, TryTable = 0x1F, Get = 0x20,
        Set = 0x21, Const = 0x41, Empty = 0x40;

    private const int Most = 1000, MostFields = 10_000, MostLocals = 50_000;

    /// <summary>The first type behind those of <see cref="CommonModule"/>.</summary>
    private const int Wide = 10;

    internal static IEnumerable<Shape> All { get; } =
    [
        .. Wides("numbers", [I32]),
        .. Wides("vectors", [V128]),
        .. Wides("references", [0x63, StructureIndex]),
        new("functions of many unused locals", size => LocalFunctions(size, [1, .. Unsigned(MostLocals), I32], [])),
        new("functions of many unused vectors", size => LocalFunctions(size, [1, .. Unsigned(MostLocals), V128], [])),
        new("functions of many unused references", size => LocalFunctions(size, [1, .. Unsigned(MostLocals), FuncRef], [])),
        new("functions of many locals of which one is used", size =>
            LocalFunctions(size, [1, .. Unsigned(MostLocals), I32], [Get, .. Unsigned(MostLocals - 1), Drop])),
        new("functions of many non-null locals", size => LocalFunctions(size, [1, .. Unsigned(MostLocals), 0x64, FuncRef], [])),
        new("many runs of locals", size =>
            WithBody([], [.. Unsigned(Math.Min(MostLocals, size / 2)), .. Repeat(Math.Min(MostLocals, size / 2), 1, I64)])),
        new("many empty runs of locals", size => WithBody([], [.. Unsigned(size / 2), .. Repeat(size / 2, 0, I64)])),
        new("locals all read once", size => WithBody(
            Each(Math.Min(MostLocals, size / 4), number => [Get, .. Unsigned(number), Drop]),
            [1, .. Unsigned(Math.Min(MostLocals, size / 4)), I32])),
        new("locals all live through a loop", size => WithBody(
            [.. Each(Math.Min(MostLocals, size / 9), number => [Const, 0, Set, .. Unsigned(number)]), Loop, Empty, Get, 0, BrIf, 0, End,
             .. Each(Math.Min(MostLocals, size / 9), number => [Get, .. Unsigned(number), Set, 0])], [1, .. Unsigned(MostLocals), I32])),
        new("structures of many fields made by default", size => Fields(size, [I32, 1], [0xFB, 1, Wide, Drop])),
        new("structures of many references made by default", size => Fields(size, [FuncRef, 1], [0xFB, 1, Wide, Drop])),
        new("structures of many packed fields made by default", size => Fields(size, [0x78, 1], [0xFB, 1, Wide, Drop])),
        new("many fields read", size => WithBody(
            Each(size / 9, number => [0xFB, 1, Wide, 0xFB, 2, Wide, .. Unsigned(number * 7 % MostFields), Drop]),
            also: module => Structures(module, 1, [I32, 1], MostFields))),
        new("many structures of ten thousand fields", size =>
            WithBody([], also: module => Structures(module, Math.Max(1, size / 20_000), [I32, 1], MostFields))),
        new("many structures of many fields, all made", size => WithBody(
            Each(Math.Max(1, size / 2010), number => [0xFB, 1, .. Unsigned(Wide + number), Drop]),
            also: module => Structures(module, Math.Max(1, size / 2010), [I32, 1], 1000))),
        new("subtypes of wide structures", size => WithBody([], also: module =>
        {
            var fields = Repeat(2000, I32, 1);
            module.Type([0x50, 0, 0x5F, .. Unsigned(2000), .. fields]);
            for (var number = 1; number < Math.Max(2, size / 4010); number++)
            {
                module.Type([0x50, 1, .. Unsigned(Wide), 0x5F, .. Unsigned(2000), .. fields]);
            }
        })),
        new("array.new_fixed of ten thousand", size => WithBody(
            [.. Repeat(size / 12, Block, Empty, Const, 0, 0xFB, 8, ArrayIndex, 0, Drop, Br, 0, End),
             .. Repeat(Math.Max(1, size / 40_000), [.. Repeat(10_000, Const, 1), 0xFB, 8, ArrayIndex, .. Unsigned(10_000), Drop])])),
        new("throws of a thousand values", size => WithBody(
            Repeat(Math.Max(1, size / 2010), [Get, 0, If, Empty, .. Repeat(Most, Const, 1), 8, 1, End]),
            also: module =>
            {
                module.Type(FunctionType([I32], Most, [], 0));
                module.Add(ShapeModule.Tags, 0, Wide);
            })),
        new("many catches of a thousand values", size => WithBody(
            Repeat(
                Math.Max(1, size / 20),
                [Block, Empty, Block, .. Unsigned(Wide + 1), TryTable, Empty, 1, 0, 1, 0, Call, 0, End, Br, 1, End, Br, 0, End]),
            also: module =>
            {
                module.Type(FunctionType([I32], Most, [], 0));
                module.Type(FunctionType([], 0, [I32], Most));
                module.Add(ShapeModule.Tags, 0, Wide);
            })),
        new("try_table of many clauses", size => WithBody(
            [Block, Empty, TryTable, Empty, .. Unsigned(Math.Min(10_000, size / 2)),
                .. Repeat(Math.Min(10_000, size / 2), 2, 0), Call, 0, End, End])),
        new("try_table of many clauses of one tag", size => WithBody(
            [Block, I32, TryTable, Empty, .. Unsigned(Math.Min(10_000, size / 3)), .. Repeat(Math.Min(10_000, size / 3), 0, 0, 0), Call, 0,
                End, Const, 0, End, Drop])),
        new("try_table of many tags", size => WithBody(
            [Block, Empty, TryTable, Empty, .. Unsigned(Math.Min(10_000, size / 6)),
                .. Each(Math.Min(10_000, size / 6), number => [0, .. Unsigned(1 + number), 0]), Call, 0, End, End],
            also: module => module.AddMany(ShapeModule.Tags, Math.Min(10_000, size / 6), 0, Nothing))),
        new("try_tables of a hundred clauses", size => WithBody(
            Repeat(Math.Max(1, size / 210), [Block, Empty, TryTable, Empty, 100, .. Repeat(100, 2, 0), Call, 0, End, End]))),
        new("try of many catches", size => WithBody([6, Empty, Call, 0, .. Repeat(size / 3, 7, 0, Drop), End])),
        new("try of many catches of tags", size => WithBody(
            [6, Empty, Call, 0, .. Each(size / 6, number => [7, .. Unsigned(1 + number)]), End],
            also: module => module.AddMany(ShapeModule.Tags, size / 6, 0, Nothing))),
        new("br_table of many labels", size => WithBody(
            [Block, Empty, Block, Empty, Get, 0, BrTable, .. Unsigned(Math.Min(65_000, size)), .. Repeat(Math.Min(65_000, size) / 2, 0, 1),
                .. Repeat(Math.Min(65_000, size) % 2, 0), 0, End, End])),
        new("br_tables of a thousand labels", size => WithBody(
            Repeat(
                Math.Max(1, size / 1010),
                [Block, Empty, Block, Empty, Get, 0, BrTable, .. Unsigned(1000), .. Repeat(500, 0, 1), 0, End, End]))),
    ];

    /// <summary>Returns shapes that pass a thousand values of a type.</summary>
    private static IEnumerable<Shape> Wides(string name, byte[] type)
    {
        byte[] initial = type.Length > 1 ? [0xD0, StructureIndex] : type[0] == V128 ? [0xFD, 12, .. new byte[16]] : [Const, 1];
        yield return new($"calls with a thousand {name}", size => WideBody(size, type, initial, [Call, 5]));
        yield return new(
            $"calls in a row with a thousand {name}",
            size => WideBody(size, type, initial, [Call, 5, Call, 5, Call, 5, Call, 5, Call, 5, Call, 5, Call, 5, Call, 5]));
        yield return new($"indirect calls with a thousand {name}", size => WideBody(size, type, initial, [Const, 0, 0x11, Wide, 0]));
        yield return new($"calls by reference with a thousand {name}", size => WideBody(size, type, initial, [0xD2, 5, 0x14, Wide]));
        yield return new($"blocks with a thousand {name}", size => WideBody(size, type, initial, [Block, Wide, End]));
        yield return new(
            $"blocks left sometimes with a thousand {name}", size => WideBody(size, type, initial, [Block, Wide, Get, 0, BrIf, 0, End]));
        yield return new($"nested blocks with a thousand {name}", size => WideBody(
            size, type, initial, [], unit: count => [.. Repeat(count, Block, Wide), .. Repeat(count, Get, 0, BrIf, 0, End)], unitSize: 7));
        yield return new($"loops with a thousand {name}", size => WideBody(size, type, initial, [Loop, Wide, Get, 0, BrIf, 0, End]));
        yield return new($"ifs with a thousand {name}", size => WideBody(size, type, initial, [Get, 0, If, Wide, Else, End]));
        yield return new($"ifs that return a thousand {name}", size => WideBody(size, type, initial, [Get, 0, If, Wide, Return, End]));
        yield return new(
            $"br_table with a thousand {name}",
            size => WideBody(size, type, initial, [Block, Wide, Block, Wide, Get, 0, BrTable, 2, 0, 1, 0, End, End]));
        yield return new($"functions with a thousand {name}", size => WithWide(type, initial, module =>
        {
            for (var count = 0; count < size / 4; count++)
            {
                module.Function(Wide, [0]);
            }
        }, []));
        yield return new($"imports with a thousand {name}", size => WithImports(size, type));
        yield return new($"types with a thousand {name}", size => WithBody([], also: module =>
        {
            for (var count = 0; count < Math.Max(1, size / (2 * Most * type.Length)); count++)
            {
                module.Type(FunctionType(type, Most - (count % 100), type, Most - (count / 100 % 100)));
            }
        }));
        yield return new($"dropped operands of a thousand {name}", size => WithWide(type, initial, _ => { },
            Repeat(Math.Max(1, size / 1010), [Call, 6, .. Repeat(Most, Drop)])));
    }

    private static byte[] WideBody(int size, byte[] type, byte[] initial, byte[] step, Func<int, byte[]>? unit = null, int unitSize = 0)
    {
        var code = unit is null ? Repeat(size / step.Length, step) : unit(Math.Max(1, size / unitSize));
        return WithWide(type, initial, _ => { }, [Call, 6, .. code, Br, 0]);
    }

    /// <summary>Function 5 gives what it takes, function 6 makes a thousand values; the last takes nothing and runs some code.</summary>
    private static byte[] WithWide(byte[] type, byte[] initial, Action<ShapeModule> also, byte[] code)
    {
        var module = Make();
        module.Type(FunctionType(type, Most, type, Most));
        module.Type(FunctionType([], 0, type, Most));
        module.Function(Nothing, []);
        module.Function(Wide, Each(Most, number => [Get, .. Unsigned(number)]));
        module.Function(Wide + 1, Repeat(Most, initial));
        module.Add(ShapeModule.Elements, 3, 0, 1, 5);
        also(module);
        module.Export("f", 0, module.Function(Wide + 1, [1, 1, I32], code is [.., Br, 0] ? code : [.. code, .. Repeat(Most, initial)]));
        return module.ToBytes();
    }


    private static byte[] WithImports(int size, byte[] type)
    {
        var module = new ShapeModule();
        module.Type(0x60, 0, 0);
        module.Type(0x5F, 0);
        module.Type(0x5F, 0);
        module.Type(0x5F, 0);
        module.Type(0x5F, 0);
        module.Type(FunctionType(type, Most, type, Most));
        for (var count = 0; count < size / 5; count++)
        {
            module.Add(ShapeModule.Imports, 0, 0, 0, 5);
        }

        module.Function(0, []);
        module.Export("f", 0, size / 5);
        return module.ToBytes();
    }

    private static byte[] LocalFunctions(int size, byte[] locals, byte[] code)
    {
        var module = Make();
        var last = 0;
        for (var count = size / (locals.Length + code.Length + 5); count > 0; count--)
        {
            last = module.Function(Nothing, locals, [.. code, Call, .. Unsigned(last)]);
        }

        module.Export("f", 0, last);
        return module.ToBytes();
    }

    private static byte[] Fields(int size, byte[] field, byte[] code) =>
        WithBody(Repeat(size / code.Length, code), also: module => Structures(module, 1, field, MostFields));

    private static void Structures(ShapeModule module, int count, byte[] field, int fields)
    {
        for (var number = 0; number < count; number++)
        {
            // Each a little different, or they would be one type.
            module.Type([0x5F, .. Unsigned(fields - number), .. Repeat(fields - number, field)]);
        }
    }
}

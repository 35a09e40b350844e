using static Lanner.Hostile.Shapes.CommonModule;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Shapes;

/// <summary>Sections that repeat a definition.</summary>
internal static class DefinitionShapes
{
    private const byte End = 0x0B, Const = 0x41;

    internal static IEnumerable<Shape> All { get; } =
    [
        Definitions("function types", 4, (module, number) => module.Type(0x60, 1, number % 2 == 0 ? I32 : I64, 0)),
        Definitions("different function types", 16, (module, number) => module.Type([0x60, 12, .. Bits(number, 12), 0])),
        Definitions("structure types", 14, (module, number) => module.Type([0x5F, 6, .. FieldBits(number, 6)])),
        Definitions("array types", 5, (module, number) => module.Type(0x5E, 0x63, (byte)(number % 60), 1)),
        Definitions("array types of the type before", 5, (module, number) => module.Type([0x5E, 0x63, .. Signed(9 + number), 1])),
        Definitions(
            "subtypes of one type", 8,
            (module, number) => module.Type(number == 0 ? [0x50, 0, 0x5F, 0] : [0x50, 1, .. Unsigned(10), 0x5F, 0])),
        Definitions("chains of subtypes", 8, (module, number) =>
            module.Type(number % 60 == 0 ? [0x50, 0, 0x5F, 1, I32, 0] : [0x50, 1, .. Unsigned(9 + number), 0x5F, 1, I32, 0])),
        Definitions("groups of two types", 10, (module, number) =>
            module.Type([0x4E, 2, 0x5F, 1, 0x63, .. Signed(11 + (2 * number)), 0, 0x5E, 0x63, .. Signed(10 + (2 * number)), 0])),
        new("one group of types", size => WithBody([], also: module => module.Type(
            [0x4E, .. Unsigned(size / 7), .. Each(size / 7, number => [0x5F, 1, 0x63, .. Signed(10 + ((number + 1) % (size / 7))), 1])]))),
        new("one group of types that all name each other", size => WithBody([], also: module => module.Type(
            [0x4E, .. Unsigned(Math.Max(1, size / 350)), .. Each(Math.Max(1, size / 350), number =>
                [0x5F, 100, .. Each(100, field => [0x63, .. Signed(10 + ((number * 7 + field) % Math.Max(1, size / 350))), 1])])]))),
        Definitions("empty groups of types", 2, (module, _) => module.Type(0x4E, 0)),
        Imports("imported functions", 5, 0, Nothing),
        Imports("imported tables", 7, 1, FuncRef, 0, 0),
        Imports("imported globals", 6, 3, I32, 0),
        Imports("imported tags", 6, 4, 0, FromI32),
        Definitions("functions", 6, (module, _) => module.Function(Nothing, [])),
        Definitions("functions with a result", 7, (module, _) => module.Function(ToI32, [Const, 1])),
        Definitions("tables", 3, (module, _) => module.Add(ShapeModule.Tables, FuncRef, 0, 0), most: 99_000),
        Definitions("tables of fixed size", 4, (module, _) => module.Add(ShapeModule.Tables, FuncRef, 1, 1, 1), most: 99_000),
        Definitions(
            "tables with an initial value", 8,
            (module, _) => module.Add(ShapeModule.Tables, 0x40, 0, FuncRef, 0, 1, 0xD2, 1, End), most: 99_000),
        Definitions("memories", 2, (module, _) => module.Add(ShapeModule.Memories, 0, 0), most: 99),
        Definitions("globals", 5, (module, number) => module.Add(ShapeModule.Globals, I32, 1, Const, 1, End)),
        Definitions("constant globals", 5, (module, number) => module.Add(ShapeModule.Globals, I32, 0, Const, 1, End)),
        Definitions("vector globals", 21, (module, number) => module.Add(ShapeModule.Globals, [V128, 1, 0xFD, 12, .. new byte[16], End])),
        Definitions("globals of functions", 5, (module, number) => module.Add(ShapeModule.Globals, FuncRef, 1, 0xD2, 1, End)),
        Definitions(
            "globals of structures", 7,
            (module, number) => module.Add(ShapeModule.Globals, 0x63, StructureIndex, 1, 0xFB, 1, StructureIndex, End)),
        Definitions("globals of the global before", 7, (module, number) =>
            module.Add(ShapeModule.Globals, number == 0 ? [I32, 0, Const, 1, End] : [I32, 0, 0x23, .. Unsigned(number), End])),
        Definitions("globals that are sums", 8, (module, number) => module.Add(ShapeModule.Globals, I32, 1, Const, 1, Const, 2, 0x6A, End)),
        new("a global that is a long sum", size =>
            WithBody([], also: module => module.Add(ShapeModule.Globals, [I32, 1, Const, 1, .. Repeat(size / 3, Const, 2, 0x6A), End]))),
        new("a global that is a deep sum", size => WithBody([], also: module => module.Add(
            ShapeModule.Globals,
            [I32, 1, .. Repeat(Math.Min(60_000, size / 3), Const, 1), .. Repeat(Math.Min(60_000, size / 3) - 1, 0x6A), End]))),
        new("a global that is a large array", size => WithBody([], also: module => module.Add(
            ShapeModule.Globals, [0x63, ArrayIndex, 1, .. Repeat(Math.Min(10_000, size / 2), Const, 1), 0xFB, 8, ArrayIndex,
                .. Unsigned(Math.Min(10_000, size / 2)), End]))),
        Definitions("exports", 8, (module, number) => module.Export($"e{number}", 0, 0)),
        Definitions(
            "exported globals", 14,
            (module, number) => { module.Add(ShapeModule.Globals, I32, 1, Const, 1, End); module.Export($"e{number}", 3, number); }),
        Definitions("exported functions", 15, (module, number) => module.Export($"e{number}", 0, module.Function(Nothing, []))),
        Definitions("tags", 2, (module, _) => module.Add(ShapeModule.Tags, 0, FromI32)),
        Elements("active segments", 7, _ => [0, Const, 0, End, 1, 0]),
        Elements("empty active segments", 5, _ => [0, Const, 0, End, 0]),
        Elements("passive segments", 5, _ => [1, 0, 1, 0]),
        Elements("declared segments", 5, _ => [3, 0, 1, 0]),
        Elements("segments of expressions", 9, _ => [4, Const, 0, End, 1, 0xD2, 1, End]),
        Elements("passive segments of expressions", 8, _ => [5, FuncRef, 1, 0xD2, 1, End]),
        Elements("segments of structures", 10, _ => [5, 0x63, StructureIndex, 1, 0xFB, 1, StructureIndex, End]),
        Elements("segments with computed offsets", 12, _ => [0, Const, 0, Const, 0, 0x6A, End, 1, 0]),
        Elements("segments with offsets of globals", 7, _ => [0, 0x23, 1, End, 1, 0]),
        new("one segment of functions", size =>
            WithBody([], also: module => module.Add(ShapeModule.Elements, [1, 0, .. Unsigned(size), .. new byte[size]]))),
        new("one segment of nulls", size => WithBody([], also: module =>
            module.Add(ShapeModule.Elements, [5, FuncRef, .. Unsigned(size / 3), .. Repeat(size / 3, 0xD0, FuncRef, End)]))),
        new("one segment of function expressions", size => WithBody(
            [], also: module => module.Add(ShapeModule.Elements, [5, FuncRef, .. Unsigned(size / 3), .. Repeat(size / 3, 0xD2, 1, End)]))),
        new("one segment of structures", size => WithBody([], also: module => module.Add(
            ShapeModule.Elements, [5, 0x63, StructureIndex, .. Unsigned(size / 4), .. Repeat(size / 4, 0xFB, 1, StructureIndex, End)]))),
        new("one segment of numbers", size => WithBody([], also: module => module.Add(
            ShapeModule.Elements, [5, 0x6C, .. Unsigned(size / 5), .. Repeat(size / 5, Const, 1, 0xFB, 28, End)]))),
        new("one segment of arrays", size => WithBody([], also: module => module.Add(
            ShapeModule.Elements, [5, 0x6B - 1, .. Unsigned(size / 8), .. Repeat(size / 8, Const, 1, 0xFB, 7, ArrayIndex, End)]))),
        new("a segment of many functions, copied", size =>
            WithBody([Const, 0, Const, 0, Const, 1, 0xFC, 12, 1, 0, Const, 0, Const, 1, Const, 1, 0xFC, 14, 0, 0], also: module =>
        {
            for (var number = 0; number < size / 8; number++)
            {
                module.Function(Nothing, []);
            }

            module.Add(
                ShapeModule.Elements, [1, 0, .. Unsigned(size / 8), .. Each(size / 8, number => Unsigned(FirstOwnFunction + number))]);
        })),
        new("a large table of functions, copied", size => TableOfFunctions(size)),
        Data("active data", 6, _ => [0, Const, 0, End, 1, 7]),
        Data("active data apart", 9, number => [0, Const, .. Signed(number * 17 % 60_000), End, 1, 7]),
        Data("passive data", 3, _ => [1, 1, 7]),
        Data("empty data", 2, _ => [1, 0]),
        Data("data with computed offsets", 11, _ => [0, Const, 0, Const, 0, 0x6A, End, 1, 7]),
        new("one data segment", size => WithBody([], also: module => module.Add(ShapeModule.Data, [1, .. Sized(new byte[size])]))),
        Definitions("custom sections", 4, (module, _) => module.Custom("a", []), most: 99_000),
        new("one custom section", size => WithBody([], also: module => module.Custom("a", new byte[size]))),
        new("function names", size => WithBody([], also: module =>
        {
            module.Custom("name", [1, .. Sized([.. Unsigned(size / 6), .. Each(size / 6, number => [.. Unsigned(number), .. Name("f")])])]);
        })),
        new("names of functions that there are", size => WithBody([], also: module =>
        {
            for (var number = 0; number < size / 12; number++)
            {
                module.Function(Nothing, []);
            }

            module.Custom(
                "name", [1, .. Sized([.. Unsigned(size / 12), .. Each(size / 12, number => [.. Unsigned(number), .. Name("same")])])]);
        })),
        new("local names", size => WithBody([], also: module =>
            module.Custom(
                "name", [2, .. Sized([1, 0, .. Unsigned(size / 6), .. Each(size / 6, number => [.. Unsigned(number), .. Name("l")])])]))),
        new("one long name", size =>
            WithBody([0], also: module => module.Custom("name", [1, .. Sized([1, 4, .. Name(new string('n', size))])]))),
        new("branch hints", size => WithBody(Repeat(Math.Max(1, size / 10), 2, 0x40, 0x20, 0, 0x0D, 0, End), also: module =>
            module.Custom("metadata.code.branch_hint", [1, .. Unsigned(FirstOwnFunction), .. Unsigned(Math.Max(1, size / 10)),
                .. Each(Math.Max(1, size / 10), number => [.. Unsigned(Locals.Length + 4 + (7 * number)), 1, 1])]))),
        new("debug lines", size => WithBody([0], also: module =>
        {
            module.Custom(".debug_info", new byte[size / 2]);
            module.Custom(".debug_line", new byte[size / 2]);
        })),
    ];

    private static Shape Definitions(string name, int each, Action<ShapeModule, int> add, int most = 990_000) =>
        new(name, size => WithBody([], also: module =>
    {
        for (var number = 0; number < Math.Min(most, size / each); number++)
        {
            add(module, number);
        }
    }));

    private static Shape Elements(string name, int each, Func<int, byte[]> make) =>
        new($"elements: {name}", size => WithBody([], also: module =>
    {
        module.Add(ShapeModule.Globals, I32, 0, Const, 1, End);
        for (var number = 0; number < size / each; number++)
        {
            module.Add(ShapeModule.Elements, make(number));
        }
    }));

    private static Shape Data(string name, int each, Func<int, byte[]> make) =>
        Definitions($"data: {name}", each, (module, number) => module.Add(ShapeModule.Data, make(number)), 99_000);

    private static Shape Imports(string name, int each, byte kind, params byte[] type) => new(name, size =>
    {
        var module = new ShapeModule();
        module.Type(0x60, 0, 0);
        module.Type(0x60, 0, 0);
        module.Type(0x60, 0, 0);
        module.Type(0x60, 1, I32, 0);
        for (var number = 0; number < size / each; number++)
        {
            module.Add(ShapeModule.Imports, [0, 0, kind, .. type]);
        }

        module.Function(Nothing, []);
        module.Export("f", 0, kind == 0 ? size / each : 0);
        return module.ToBytes();
    });

    /// <summary>A table that holds many functions when a part of it is copied: whoever puts functions there later must do so now.</summary>
    private static byte[] TableOfFunctions(int size)
    {
        var count = size / 3;
        var module = Make();
        module.Add(ShapeModule.Tables, [FuncRef, 0, .. Unsigned(count)]);
        module.Add(ShapeModule.Elements, [2, 1, Const, 0, End, 0, .. Unsigned(count), .. Repeat(count / 2, 1, 2), .. Repeat(count % 2, 0)]);
        for (var number = 0; number < size / 8; number++)
        {
            module.Function(Nothing, []);
        }

        module.Export("f", 0, module.Function(Nothing, [Const, 0, Const, 0, Const, 1, 0xFC, 14, 0, 1]));
        return module.ToBytes();
    }

    private static byte[] Bits(int number, int count) => Each(count, bit => [(number >> bit & 1) == 0 ? I32 : I64]);

    private static byte[] FieldBits(int number, int count) =>
        Each(count, bit => [(number >> bit & 1) == 0 ? I32 : I64, (byte)(number >> (bit + count) & 1)]);
}

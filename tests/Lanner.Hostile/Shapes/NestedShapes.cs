using static Lanner.Hostile.Shapes.CommonModule;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Shapes;

/// <summary>Bodies in which a construct stands inside itself.</summary>
internal static class NestedShapes
{
    private const byte Block = 2, Loop = 3, If = 4, Else = 5, Try = 6, Catch = 7, End = 0x0B, Br = 0x0C, BrIf = 0x0D, BrTable = 0x0E,
        Call = 0x10, Delegate = 0x18, CatchAll = 0x19,
        Drop = 0x1A, Select = 0x1B, TryTable = 0x1F, Get = 0x20, Set = 0x21, Const = 0x41, Empty = 0x40;

    /// <summary>The maximum depth of nested blocks; beyond that nests follow each other.</summary>
    private const int Deepest = 60_000;

    private static readonly (string Name, int Deepest, byte[] Open, byte[] Inside, byte[] Close)[] Nests =
    [
        ("blocks", Deepest, [Block, Empty], [], [End]),
        ("blocks with results", Deepest, [Block, I32], [Const, 1], [End]),
        ("blocks with parameters", Deepest, [Block, I32ToI32], [], [End]),
        ("blocks of four values", Deepest, [Block, Quads], [], [End]),
        ("blocks left sometimes", Deepest, [Block, Empty], [], [Get, 0, BrIf, 0, End]),
        ("blocks with results, left sometimes", Deepest, [Block, I32], [Const, 1], [Get, 0, BrIf, 0, End]),
        ("blocks of four values, left sometimes", Deepest, [Block, Quads], [], [Get, 0, BrIf, 0, End]),
        ("blocks left at their beginning", Deepest, [Block, Empty, Get, 0, BrIf, 0], [], [End]),
        ("blocks left two at a time", Deepest, [Block, Empty, Get, 0, BrIf, 1], [], [End]),
        ("blocks that set locals", Deepest, [Block, Empty, Get, 0, BrIf, 0, Get, 0, Set, 0], [], [End]),
        ("loops", Deepest, [Loop, Empty], [], [End]),
        ("loops with ways back", Deepest, [Loop, Empty], [], [Get, 0, BrIf, 0, End]),
        ("loops with ways back to those around", Deepest, [Loop, Empty, Get, 0, BrIf, 1], [], [End]),
        ("loops with parameters and ways back", Deepest, [Loop, I32ToI32], [], [Get, 0, BrIf, 0, End]),
        ("loops of four values and ways back", Deepest, [Loop, Quads], [], [Get, 0, BrIf, 0, End]),
        ("ifs", Deepest, [Get, 0, If, Empty], [], [End]),
        ("ifs with else", Deepest, [Get, 0, If, Empty], [], [Else, End]),
        ("ifs in else", Deepest, [Get, 0, If, Empty, Else], [], [End]),
        ("ifs with results", Deepest, [Get, 0, If, I32], [Const, 42], [Else, Const, 7, End]),
        ("ifs with parameters", Deepest, [Get, 0, If, I32ToI32], [], [Else, Const, 1, 0x6A, End]),
        ("ifs of four values", Deepest, [Get, 0, If, Quads], [], [Else, Call, 3, End]),
        ("ifs with results of locals", Deepest, [Get, 0, If, I32, Const, 1, Set, 0], [Const, 42], [Else, Get, 0, End]),
        ("try_tables", 240, [Block, I32, TryTable, Empty, 1, 0, 0, 0], [Call, 0], [End, Const, 1, End, Drop]),
        ("try_tables with catch_all", 240, [Block, Empty, TryTable, Empty, 1, 2, 0], [Call, 0], [End, End]),
        ("tries with catch", 240, [Try, Empty], [Call, 0], [Catch, 0, Drop, End]),
        ("tries in catches", 240, [Try, Empty, Call, 0, Catch, 0, Drop], [], [End]),
        ("tries with catch_all", 240, [Try, Empty], [Call, 0], [CatchAll, End]),
        ("tries with delegate", 240, [Try, Empty], [Call, 0], [Delegate, 0]),
        ("tries with rethrow", 240, [Try, Empty], [Call, 0], [CatchAll, 9, 0, End]),
    ];

    internal static IEnumerable<Shape> All { get; } =
    [
        .. Nests.Select(nest => new Shape($"nested {nest.Name}", size => Nested(size, nest.Deepest, nest.Open, nest.Inside, nest.Close))),
        .. Nests.Where(nest => nest.Deepest < Deepest).Select(nest => new Shape(
            $"functions of nested {nest.Name}", size => Functions(size, nest.Deepest, nest.Open, nest.Inside, nest.Close))),
        new("nested additions", size =>
            WithBody([.. Repeat(Math.Min(size / 3, Deepest), Get, 0), .. Repeat(Math.Min(size / 3, Deepest) - 1, 0x6A), Drop])),
        new("nested calls", size => WithBody([Const, 1, .. Repeat(size / 2, Call, 2), Drop])),
        new("nested selects", size => WithBody([Const, 1, .. Repeat(size / 5, Const, 2, Get, 0, Select), Drop])),
        new("nested structures", size =>
            WithBody([Const, 1, .. Repeat(size / 8, Const, 2, 0xFB, 0, StructureIndex, 0xFB, 2, StructureIndex, 0), Drop])),
        new("operands of calls", size =>
            WithBody([.. Repeat(Math.Min(size / 3, Deepest), Call, 1), .. Repeat(Math.Min(size / 3, Deepest), Drop)])),
        new("operands of constants", size =>
            WithBody([.. Repeat(Math.Min(size / 3, Deepest), Const, 1), .. Repeat(Math.Min(size / 3, Deepest), Drop)])),
        new("operands over a loop", size => WithBody(
            [.. Repeat(Math.Min(size / 3, Deepest), Call, 1), Loop, Empty, Get, 0, BrIf, 0, End,
                .. Repeat(Math.Min(size / 3, Deepest), Drop)])),
        new("operands over blocks", size => WithBody(
            [.. Repeat(Math.Min(size / 6, Deepest), Call, 1), .. Repeat(size / 14, Block, Empty, Get, 0, BrIf, 0, End),
                .. Repeat(Math.Min(size / 6, Deepest), Drop)])),
        new("br_table out of nested blocks", size => WithBody(
            [.. Repeat(Depth(size, 6), Block, Empty), Get, 0, BrTable, .. Unsigned(Depth(size, 6)),
                .. Each(Depth(size, 6) + 1, depth => Unsigned(Math.Min(depth, Depth(size, 6) - 1))),
             .. Repeat(Depth(size, 6), End)])),
        new("br_table with values out of nested blocks", size => WithBody(
            [.. Repeat(Depth(size, 7), Block, I32), Const, 1, Get, 0, BrTable, .. Unsigned(Depth(size, 7) - 1),
                .. Each(Depth(size, 7), depth => Unsigned(depth)),
             .. Repeat(Depth(size, 7), Call, 2, End), Drop])),
        new("br_if out of nested blocks", size => WithBody(
            [.. Repeat(Depth(size, 9), Block, Empty), .. Each(Depth(size, 9), depth => [Get, 0, BrIf, .. Unsigned(depth)]),
                .. Repeat(Depth(size, 9), End)])),
        new("br_if with four values out of nested blocks", size => WithBody(
            [Const, 1, Const, 1, Const, 1, Const, 1, .. Repeat(Depth(size, 9), Block, Quads),
                .. Each(Depth(size, 9), depth => [Get, 0, BrIf, .. Unsigned(depth)]),
             .. Repeat(Depth(size, 9), End), Drop, Drop, Drop, Drop])),
        new("blocks over a thousand locals", size => WithBody(
            Each(size / 14, number => [Get, .. Unsigned(number % 1000), If, Empty, Get, .. Unsigned(number * 7 % 1000), Const, 3, 0x6C, Set,
                .. Unsigned(number * 13 % 1000), End]),
            [1, .. Unsigned(1000), I32])),
        new("a chain of locals", size => WithBody(
            Each(Math.Min(49_999, size / 6), number => [Get, .. Unsigned(number), Set, .. Unsigned(number + 1)]),
            [1, .. Unsigned(Math.Min(50_000, (size / 6) + 1)), I32])),
    ];

    /// <summary>A body of nests, one in the other as deep as may be, with four values on the stack.</summary>
    private static byte[] Nested(int size, int deepest, byte[] open, byte[] inside, byte[] close)
    {
        var depth = Math.Min(deepest, Math.Max(1, size / (open.Length + close.Length)));

        // Whatever a nest leaves on the stack goes with the block around it.
        byte[] nest = [Block, Empty, Const, 1, Const, 2, Const, 3, Const, 4, .. Repeat(depth, open), .. inside,
            .. Repeat(depth, close), Br, 0, End];
        return WithBody(Repeat(Math.Max(1, size / nest.Length), nest));
    }

    /// <summary>A nest as deep as may be in each of many functions, each of which is called by the one behind it.</summary>
    private static byte[] Functions(int size, int deepest, byte[] open, byte[] inside, byte[] close)
    {
        var module = Make();
        byte[] nest = [.. Repeat(deepest, open), .. inside, .. Repeat(deepest, close)];
        var last = 0;
        for (var count = Math.Max(1, size / nest.Length); count > 0; count--)
        {
            last = module.Function(Nothing, Locals, [.. nest, Call, .. Unsigned(last)]);
        }

        module.Export("f", 0, last);
        return module.ToBytes();
    }

    private static int Depth(int size, int each) => Math.Clamp(size / each, 1, Deepest);
}

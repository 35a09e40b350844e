using Lanner.Hostile.Shapes;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Attacks;

/// <summary>Memories, tables, globals and segments: as many, as large, and grown as may be.</summary>
internal static class MemoryAttacks
{
    private static readonly string[] Memories =
    [
        "(memory 1)", "(memory 0 65536)", "(memory 65536)", "(memory 1000)", "(memory i64 1)", "(memory i64 1 281474976710656)",
        "(memory i64 65536 281474976710656)", "(memory i64 281474976710656)", "(memory 1 65536 shared)", "(memory i64 1 16777216 shared)",
    ];

    private static readonly string[] Growths =
    [
        "(i32.const 1)", "(i32.const 17)", "(i32.const 1000)", "(i32.const 65535)", "(i32.const -1)",
        "(select (i32.const 1) (i32.const 97) (i32.and (local.tee $turn (i32.add (local.get $turn) (i32.const 1))) (i32.const 1)))",
    ];

    internal static IEnumerable<Attack> All { get; } =
    [
        .. Memories.SelectMany(memory => Growths.Select(growth => Grown(memory, growth))),
        .. new[] { "funcref", "externref", "anyref", "exnref", "(ref null i31)" }
            .SelectMany(type => new[] { "1", "1000", "100000", "-1" }.Select(count => new Attack(
            $"memory: a table of {type} that grows by {count}",
            $$"""
            (module (table $t 0 {{type}})
              (func (export "run") (loop $l (br_if $l (i32.ne (table.grow $t (table.get $t (table.size $t)) (i32.const {{count}}))
                      (i32.const -1))))))
            """
                .Replace(
                "(table.get $t (table.size $t))", Null(type), StringComparison.Ordinal)))),
        new("memory: a table of 2^32 elements", "(module (table 4294967295 funcref))"),
        new("memory: a table of 2^63 elements", "(module (table i64 9223372036854775807 funcref))"),
        new("memory: a table that says 2^64 elements", "(module (table i64 1 18446744073709551615 funcref))"),
        .. new[] { "(memory 0)", "(memory 1)", "(memory i64 0 281474976710656)", "(memory 1 65536 shared)", "(table 0 funcref)",
            "(table 100000 externref)", "(global (mut i64) (i64.const 1))", "(global anyref (ref.i31 (i32.const 7)))",
            "(tag)", "(data \"0123456789\")", "(elem func)", "(memory 0 1000)" }
            .SelectMany(item => new[] { 100, 3000 }.Select(count => new Attack(
            $"memory: {count} of {item}", $"(module {string.Concat(Enumerable.Repeat(item, count))})"))),
        new("memory: 100 memories with images in eight places", () => Images(100), null),
        new("memory: 1000 memories with images in eight places", () => Images(1000), null),
        new("memory: one with a megabyte of data in ten thousand places", () => Places(10_000), null),
        new("memory: data beyond the end", """(module (memory 1) (data (i32.const 65530) "0123456789"))""", TrapCode.MemoryOutOfBounds),
        new("memory: data at the end of 64 bits", """(module (memory i64 1) (data (i64.const -1) "0"))""", TrapCode.MemoryOutOfBounds),
        new(
            "memory: elements beyond the end", """(module (table 3 funcref) (func $f) (elem (i32.const 2) $f $f))""",
            TrapCode.TableOutOfBounds),
        new("memory: a hundred that grow in turn", $"""
            (module {string.Concat(Enumerable.Range(0, 100).Select(index => $"(memory $m{index} 1)"))}
              (func (export "run") (loop $l
                {string.Concat(Enumerable.Range(0, 100).Select(index =>
                    $"(drop (memory.grow $m{index} (i32.const {(index % 2 * 95) + 1})))"))}
                (br $l))))
            """),
        new("memory: a write to every page of all that it gets", """
            (module (memory 1)
              (func (export "run") (local $p i32)
                (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
                (loop $w
                  (i32.store8 (local.get $p) (i32.const 1))
                  (br_if $w (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 4096)))
                      (i32.mul (memory.size) (i32.const 65536)))))))
            """),
    ];

    private static Attack Grown(string memory, string growth)
    {
        var is64 = memory.Contains("i64", StringComparison.Ordinal);
        var pages = is64 ? $"(i64.extend_i32_s {growth})" : growth;
        var (none, address) = is64 ? ("(i64.const -1)", "(i64.const 100)") : ("(i32.const -1)", "(i32.const 100)");
        var type = is64 ? "i64" : "i32";
        return new Attack(
            $"memory: {memory} that grows by {growth}",
            $"""
            (module {memory}
              (func (export "run") (local $turn i32)
                (loop $l
                  (if ({type}.ne (memory.grow {pages}) {none}) (then
                    (i64.store {address} (i64.const -1))
                    (memory.fill ({type}.sub ({type}.mul (memory.size) ({type}.const 65536)) ({type}.const 9)) (i32.const 7)
                      ({type}.const 9))))
                  (br $l))))
            """);
    }

    private static string Null(string type) => type switch
    {
        "externref" => "(ref.null extern)",
        "anyref" => "(ref.null any)",
        "exnref" => "(ref.null exn)",
        "funcref" => "(ref.null func)",
        _ => "(ref.i31 (i32.const 1))",
    };

    private static byte[] Images(int memories)
    {
        var module = WithFunction();
        module.AddMany(ShapeModule.Memories, memories, 1, 9, 9);
        for (var memory = 0; memory < memories; memory++)
        {
            for (var run = 0; run < 8; run++)
            {
                module.Add(ShapeModule.Data, [2, .. Unsigned(memory), 0x41, .. Signed(run * 0x12000), 0x0B, 1, (byte)'x']);
            }
        }

        return module.ToBytes();
    }

    private static byte[] Places(int count)
    {
        var module = WithFunction();
        module.Add(ShapeModule.Memories, [1, .. Unsigned(1000), .. Unsigned(1000)]);
        for (var place = 0; place < count; place++)
        {
            module.Add(ShapeModule.Data, [0, 0x41, .. Signed(place * 6553), 0x0B, .. Sized(Repeat(100, 0x55))]);
        }

        return module.ToBytes();
    }

    internal static ShapeModule WithFunction()
    {
        var module = new ShapeModule();
        module.Type(0x60, 0, 0);
        module.Export("run", 0, module.Function(0, []));
        return module;
    }
}

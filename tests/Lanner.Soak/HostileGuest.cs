namespace Lanner.Soak;

/// <summary>A way to misbehave, and the limit that stops it.</summary>
/// <param name="Name">The name of the guest.</param>
/// <param name="Text">The module.</param>
/// <param name="Stop">The trap or error that must stop it.</param>
public sealed record HostileGuest(string Name, string Text, ResourceKind Stop)
{
    /// <summary>All ways.</summary>
    public static IReadOnlyList<HostileGuest> All { get; } =
    [
        new("loop", """(module (func (export "run") (loop $l (br $l))))""", ResourceKind.Time),
        new("loop of calls", """(module (func $f) (func (export "run") (loop $l (call $f) (br $l))))""", ResourceKind.Time),
        new("tail calls", """(module (func $f (export "run") (return_call $f)))""", ResourceKind.Time),
        new("start that loops", """(module (func $f (loop $l (br $l))) (start $f))""", ResourceKind.Time),
        new(
            "host that waits", """(module (import "env" "wait" (func $w)) (func (export "run") (loop $l (call $w) (br $l))))""",
            ResourceKind.Time),
        new(
            "fill for ever",
            """
            (module (memory 100) (func (export "run") (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 6553600)) (br $l))))
            """,
            ResourceKind.Time),
        new(
            "wait for ever",
            """
            (module (memory 1 1 shared) (func (export "run") (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))
            """,
            ResourceKind.Time),
        new(
            "fuel",
            """
            (module (func $f (param i32) (loop $l (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br $l)))
              (func (export "run") (call $f (i32.const 0))))
            """,
            ResourceKind.Fuel),
        new(
            "fuel by size",
            """
            (module (memory 100) (func (export "run") (loop $l (memory.copy (i32.const 0) (i32.const 1) (i32.const 6553599)) (br $l))))
            """,
            ResourceKind.Fuel),
        new(
            "exponential recursion",
            """
            (module (func $f (export "run") (call $g) (call $g)) (func $g (call $h) (call $h)) (func $h (call $i) (call $i))
              (func $i (loop $l (br_if $l (i32.const 1)))))
            """,
            ResourceKind.Fuel),
        new(
            "recursion",
            """
            (module (func $f (param i32) (result i32) (i32.add (i32.const 1) (call $f (local.get 0))))
              (func (export "run") (drop (call $f (i32.const 0)))))
            """,
            ResourceKind.Stack),
        new(
            "recursion by table",
            """
            (module (type $t (func (result i32))) (table 1 funcref) (elem (i32.const 0) $f)
              (func $f (result i32) (i32.add (i32.const 1) (call_indirect (type $t) (i32.const 0)))) (func (export "run") (drop (call $f))))
            """,
            ResourceKind.Stack),
        new(
            "recursion by host", """(module (import "env" "again" (func $a)) (func (export "run") (call $a) (call $a)))""",
            ResourceKind.Stack),
        new("large memory", """(module (memory 65536))""", ResourceKind.Memory),
        new(
            "growing memory",
            """
            (module (memory 1) (func (export "run") (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
                (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) unreachable))
            """,
            ResourceKind.Memory),
        new("large table", """(module (table 9000000 funcref))""", ResourceKind.TableElements),
        new(
            "growing table",
            """
            (module (table 1 funcref)
              (func (export "run") (loop $l (br_if $l (i32.ne (table.grow (ref.null func) (i32.const 1000)) (i32.const -1)))) unreachable))
            """,
            ResourceKind.TableElements),
        new("many tables", $"(module {string.Concat(Enumerable.Repeat("(table 0 funcref)", 200))})", ResourceKind.Tables),
        new("many memories", $"(module {string.Concat(Enumerable.Repeat("(memory 0)", 90))})", ResourceKind.Memories),
        new(
            "copying by host",
            """
            (module (import "env" "read" (func $r (param i32 i32))) (memory (export "memory") 100)
              (func (export "run") (call $r (i32.const 0) (i32.const 6000000))))
            """,
            ResourceKind.HostCopy),
        new(
            "large function", $"(module (func (export \"run\") {string.Concat(Enumerable.Repeat("f64.const 0 drop ", 8_000))}))",
            ResourceKind.FunctionSize),
        new("many functions", $"(module {string.Concat(Enumerable.Repeat("(func)", 3_000))})", ResourceKind.Functions),
        new("large module", $"(module (memory 4) (data (i32.const 0) \"{new string('x', 200_000)}\"))", ResourceKind.ModuleSize),
    ];
}

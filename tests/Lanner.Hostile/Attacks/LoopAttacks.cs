namespace Lanner.Hostile.Attacks;

/// <summary>Guests that never end by themselves: each construct that can go back, and each instruction that takes long.</summary>
internal static class LoopAttacks
{
    private const string Common = """
        (import "env" "wait" (func $wait)) (import "env" "nothing" (func $nothing))
        (type $t (func)) (type $bytes (array (mut i8))) (type $any (array (mut anyref))) (type $funcs (array (mut funcref)))
        (type $s (struct (field (mut i32))))
        (tag $tag) (memory $m 100 200) (memory $shared 1 1 shared) (table $table 1000 100000 funcref) (table $self funcref (elem $empty))
        (global $g (mut i64) (i64.const 0)) (global $bytes (mut (ref null $bytes)) (ref.null $bytes))
        (data $data "abcdefghijklmnop") (elem $elem func $empty $empty $empty) (elem declare func $empty)
        (func $empty (type $t))
        """;

    /// <summary>The code of a loop before it goes back.</summary>
    private static readonly string[] Bodies =
    [
        "", "(call $empty)", "(call $nothing)", "(call $wait)", "(call_indirect $self (type $t) (i32.const 0))",
        "(call_ref $t (ref.func $empty))", "(global.set $g (i64.add (global.get $g) (i64.const 1)))",
        "(i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))",
        "(memory.fill $m (i32.const 0) (i32.const 1) (i32.const 6553600))",
        "(memory.copy $m $m (i32.const 1) (i32.const 0) (i32.const 6553599))",
        "(memory.init $m $data (i32.const 0) (i32.const 0) (i32.const 16))", "(drop (memory.grow $m (i32.const 0)))",
        "(drop (memory.grow $m (i32.const 1)))", "(drop (memory.grow $m (i32.const -1)))", "(drop (memory.size $m))",
        "(table.fill $table (i32.const 0) (ref.null func) (i32.const 1000))",
        "(table.copy $table $table (i32.const 0) (i32.const 1) (i32.const 999))",
        "(table.init $table $elem (i32.const 0) (i32.const 0) (i32.const 3))", "(drop (table.grow $table (ref.null func) (i32.const 0)))",
        "(drop (table.grow $table (ref.null func) (i32.const 7)))", "(drop (table.grow $table (ref.null func) (i32.const -1)))",
        "(global.set $bytes (array.new_default $bytes (i32.const 100000)))", "(drop (struct.new $s (i32.const 1)))",
        "(global.set $bytes (array.new $bytes (i32.const 7) (i32.const 1000000)))",
        "(drop (array.new_data $bytes $data (i32.const 0) (i32.const 16)))",
        "(drop (array.new_elem $funcs $elem (i32.const 0) (i32.const 3)))",
        "(drop (i64.atomic.rmw.add $shared (i32.const 8) (i64.const 1)))",
        "(drop (memory.atomic.wait32 $shared (i32.const 0) (i32.const 0) (i64.const -1)))",
        "(drop (memory.atomic.wait64 $shared (i32.const 0) (i64.const 0) (i64.const 9223372036854775807)))",
        "(drop (memory.atomic.wait32 $shared (i32.const 0) (i32.const 1) (i64.const -1)))",
        "(drop (memory.atomic.notify $shared (i32.const 0) (i32.const -1)))", "(atomic.fence)",
        "(block $c (try_table (catch_all $c) (throw $tag)))",
        "(drop (block $c (result exnref) (try_table (catch_all_ref $c) (throw $tag)) (ref.null exn)))",
        "(try (do (throw $tag)) (catch_all))", "(try (do (try (do (throw $tag)) (catch_all (rethrow 0)))) (catch $tag))",
        "(drop (f64.sqrt (f64.div (f64.const 1e300) (f64.convert_i64_s (global.get $g)))))",
        "(drop (i64.div_u (i64.const -1) (i64.or (global.get $g) (i64.const 1))))",
    ];

    /// <summary>Ways to go back: BODY is done in between.</summary>
    private static readonly (string Name, string Text)[] Ways =
    [
        ("br", "(loop $l BODY (br $l))"),
        ("br_if", "(loop $l BODY (br_if $l (i32.const 1)))"),
        ("br_table", "(loop $l BODY (br_table $l $l $l (i32.const 7)))"),
        ("br_on_null", "(loop $l BODY (br_on_null $l (ref.null func)) (drop))"),
        ("nested loops", "(loop $a (loop $b (loop $c BODY (br_if $c (i32.const 0)) (br_if $b (i32.const 1))) (br $a)))"),
        ("a way into the middle", "(loop $l (block $o (block $i (br_table $i $o $l (i32.const 1))) BODY) (br $l))"),
    ];

    internal static IEnumerable<Attack> All { get; } =
    [
        .. Bodies.Select(body => Loop($"loop: {(body.Length == 0 ? "nothing" : body)}", Ways[0].Text, body)),
        .. Ways.Skip(1).SelectMany(
            way => new[] { "", "(call $empty)", Bodies[7] }.Select((body, index) => Loop($"loop: {way.Name}, {index}", way.Text, body))),
        new(
            "loop: br_on_non_null",
            $$"""
            (module {{Common}} (func (export "run") (drop (ref.func $empty) (loop $l (param (ref func)) (result (ref func))
                    (br_on_non_null $l) (unreachable)))))
            """),
        new(
            "loop: br_on_cast_fail",
            $$"""
            (module {{Common}} (func (export "run") (ref.i31 (i32.const 1)) (loop $l (param anyref) (br_on_cast_fail $l anyref (ref $s))
                  (drop))))
            """),
        new("loop: tail call", $$"""(module {{Common}} (func $f (export "run") (return_call $f)))""", TrapCode.DeadlinePassed),
        new(
            "loop: tail calls of two", $$"""(module {{Common}} (func $f (export "run") (return_call $h)) (func $h (return_call $f)))""",
            TrapCode.DeadlinePassed),
        new(
            "loop: tail call through a table",
            $$"""
            (module {{Common}} (table $own funcref (elem $f)) (func $f (export "run") (return_call_indirect $own (type $t) (i32.const 0))))
            """,
            TrapCode.DeadlinePassed),
        new(
            "loop: tail call by reference", $$"""(module {{Common}} (func $f (export "run") (return_call_ref $t (ref.func $f))))""",
            TrapCode.DeadlinePassed),
        new("loop: tail calls whose parameters grow and shrink", $$"""
            (module {{Common}}
              (func $f (export "run") (return_call $h (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6)
                  (i64.const 7) (i64.const 8) (i64.const 9)))
              (func $h (param i64 i64 i64 i64 i64 i64 i64 i64 i64) (return_call $f)))
            """, TrapCode.DeadlinePassed),
        new("loop: in the start function", $"(module {Common} (func $f (loop $l (br $l))) (start $f))", TrapCode.DeadlinePassed),
        new("loop: recursion that takes exponential time", $$"""
            (module {{Common}}
              (func $f (param i32) (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1)))
                    (call $f (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "run") (call $f (i32.const 60))))
            """, TrapCode.DeadlinePassed),
        new(
            "loop: counted to 2^64",
            $$"""
            (module {{Common}} (func (export "run") (local i64)
                (loop $l (br_if $l (i64.ne (local.tee 0 (i64.add (local.get 0) (i64.const 1))) (i64.const -1))))))
            """,
            TrapCode.DeadlinePassed),
    ];

    private static Attack Loop(string name, string way, string body) =>
        new(name, $$"""(module {{Common}} (func (export "run") {{way.Replace("BODY", body, StringComparison.Ordinal)}}))""");
}

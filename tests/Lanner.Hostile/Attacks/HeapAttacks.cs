namespace Lanner.Hostile.Attacks;

/// <summary>Objects of the CLR's heap that a guest keeps, and makes without keeping.</summary>
internal static class HeapAttacks
{
    private const string Common = """
        (import "env" "identity" (func $host (param externref) (result externref)))
        (type $bytes (array (mut i8))) (type $longs (array (mut i64))) (type $vectors (array (mut v128))) (type $any (array (mut anyref)))
        (type $node (struct (field (mut (ref null $node))) (field (mut anyref))))
        (tag $tag (param anyref)) (tag $many (param i64 i64 i64 i64 i64 i64 i64 i64)) (table $table 0 externref)
        (table $exceptions 0 exnref)
        (global $list (mut (ref null $node)) (ref.null $node)) (global $count (mut i32) (i32.const 0))
        (func $keep (param anyref) (global.set $list (struct.new $node (global.get $list) (local.get 0))))
        (func $deep (param i32)
          (if (i32.eqz (local.get 0)) (then (throw $tag (ref.i31 (i32.const 5))))
            (else (call $deep (i32.sub (local.get 0) (i32.const 1))))))
        (func $thrown (param i32) (result exnref)
          (block $c (result anyref exnref) (try_table (result anyref exnref) (catch_ref $tag $c) (call $deep (local.get 0)) (unreachable)))
          (return))
        """;

    private static readonly (string Name, string Body)[] Rounds =
    [
        ("nodes", "(call $keep (ref.null any))"),
        ("arrays below a sample beside larger ones that are dropped",
            "(call $keep (array.new_default $bytes (i32.const 32256))) (drop (array.new_default $bytes (i32.const 131072)))"),
        ("small arrays beside middle ones",
            "(call $keep (array.new_default $bytes (i32.const 100))) (drop (array.new_default $bytes (i32.const 1000)))"),
        ("middle arrays beside small ones",
            "(call $keep (array.new_default $bytes (i32.const 1000))) (drop (array.new_default $bytes (i32.const 100)))"),
        ("arrays just below what counts exactly",
            "(call $keep (array.new_default $bytes (i32.const 8100))) (drop (array.new_default $bytes (i32.const 8200)))"),
        ("arrays just above what counts exactly",
            "(call $keep (array.new_default $bytes (i32.const 8192))) (drop (array.new_default $bytes (i32.const 8100)))"),
        ("large arrays", "(call $keep (array.new_default $bytes (i32.const 200000)))"),
        ("arrays of 100 MB", "(call $keep (array.new $longs (i64.const 7) (i32.const 12500000)))"),
        ("the largest array", "(call $keep (array.new_default $bytes (i32.const 2147483591)))"),
        ("an array of 2^32 - 1", "(call $keep (array.new_default $vectors (i32.const -1)))"),
        ("arrays of vectors", "(call $keep (array.new $vectors (v128.const i64x2 1 2) (i32.const 1000)))"),
        ("arrays of arrays", "(call $keep (array.new $any (array.new_default $any (i32.const 100)) (i32.const 100)))"),
        ("numbers that do not fit", "(call $keep (ref.i31 (i32.add (i32.const 100000) (global.get $count))))"),
        ("numbers in a table",
            "(drop (table.grow $table (extern.convert_any (ref.i31 (i32.add (i32.const 100000) (global.get $count)))) (i32.const 1)))"),
        ("exceptions", "(drop (table.grow $exceptions (call $thrown (i32.const 0)) (i32.const 1)))"),
        ("exceptions of many depths", "(drop (table.grow $exceptions (call $thrown (i32.const 200)) (i32.const 1)))"),
        ("exceptions that are thrown again", """
            (local $e exnref) (local $i i32)
            (local.set $e (call $thrown (i32.const 100)))
            (loop $again
              (local.set $e (block $c (result exnref) (try_table (catch_all_ref $c) (throw_ref (local.get $e))) (unreachable)))
              (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 60))))
            (drop (table.grow $exceptions (local.get $e) (i32.const 1)))
            """),
        ("exceptions with payloads that hold exceptions",
            "(block $c (result anyref) (try_table (catch $tag $c) (throw $tag (global.get $list))) (unreachable)) (call $keep)"),
        ("exceptions of many values",
            "(block $c (result i64 i64 i64 i64 i64 i64 i64 i64 exnref) (try_table (catch_ref $many $c) (throw $many (i64.const 1) "
            + "(i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1))) (unreachable)) "
            + "(drop (table.grow $exceptions (i32.const 1))) (drop) (drop) (drop) (drop) (drop) (drop) (drop) (drop)"),
        ("objects by way of the host",
            "(call $keep (any.convert_extern (call $host (extern.convert_any (array.new_default $bytes (i32.const 500))))))"),
        ("objects that host and guest hold in turn",
            "(drop (call $host (extern.convert_any (array.new_default $bytes (i32.const 5000)))))"),
        ("a tree that is cut at random",
            "(call $keep (global.get $list)) (if (i32.eqz (i32.rem_u (global.get $count) (i32.const 1000))) "
            + "(then (global.set $list (ref.null $node))))"),
        ("a ring", "(call $keep (ref.null any)) (struct.set $node 1 (global.get $list) (global.get $list))"),
        ("garbage alone", "(drop (array.new_default $bytes (i32.const 50000)))"),
        ("garbage of small objects", "(drop (struct.new $node (ref.null $node) (ref.null any)))"),
        ("arrays copied into each other",
            "(local $a (ref $any)) (local.set $a (array.new $any (global.get $list) (i32.const 1000))) "
            + "(array.copy $any $any (local.get $a) (i32.const 1) (local.get $a) (i32.const 0) "
            + "(i32.const 999)) (call $keep (local.get $a))"),
        ("arrays of ten thousand fixed",
            $"(call $keep (array.new_fixed $longs 1000 {string.Concat(Enumerable.Repeat("(i64.const 1)", 1000))}))"),
    ];

    internal static IEnumerable<Attack> All { get; } =
    [
        .. Rounds.Select(round => Repeated(round.Name, round.Body, inDepth: false)),
        .. Rounds.Where(round => !round.Body.Contains("local", StringComparison.Ordinal))
            .Select(round => Repeated(round.Name, round.Body, inDepth: true)),
        new(
            "heap: globals that hold what start functions made",
            $"(module {Common} (func $f (loop $l (call $keep (array.new_default $bytes (i32.const 1000))) (br $l))) (start $f))"),
        new(
            "heap: a hundred globals of large arrays",
            "(module (type $a (array "
            + $"(mut i64))) {string.Concat(Enumerable.Repeat("(global (ref $a) (array.new_default $a (i32.const 1000000)))", 100))})"),
    ];

    /// <param name="name">The name of what is kept.</param>
    /// <param name="body">The code of a round.</param>
    /// <param name="inDepth">True if each round is a call deeper than the one before.</param>
    private static Attack Repeated(string name, string body, bool inDepth) => new(
        $"heap: {name}{(inDepth ? ", deeper and deeper" : "")}",
        $$"""
        (module {{Common}}
          (func $round {{body}})
          (func $run (export "run")
            (loop $l
              (global.set $count (i32.add (global.get $count) (i32.const 1)))
              (call $round)
              {{(inDepth ? "(call $run)" : "")}}
              (br $l))))
        """);
}

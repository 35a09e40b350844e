namespace Lanner.Hostile.Attacks;

/// <summary>Recursion without end: each way to call, with each kind of frame.</summary>
internal static class StackAttacks
{
    /// <summary>The content of a frame: types of parameters, results and locals.</summary>
    private static readonly (string Name, string[] Parameters, string[] Results, string[] Locals)[] Frames =
    [
        ("nothing", [], [], []),
        ("ten parameters", Many(10, "i32"), [], []),
        ("a hundred parameters", Many(100, "i64"), ["i32"], []),
        ("two hundred vectors as parameters", Many(200, "v128"), [], []),
        ("eight results", ["i32"], Many(8, "i32"), []),
        ("a hundred results", [], Many(100, "f64"), []),
        ("three hundred vectors as results", [], Many(300, "v128"), []),
        ("a hundred locals", [], ["i64"], Many(100, "i64")),
        ("a thousand floats", [], [], Many(1000, "f32")),
        ("two hundred vectors", [], ["v128"], Many(200, "v128")),
        ("fifty references", ["externref"], ["funcref"], Many(50, "anyref")),
    ];

    /// <summary>Ways to call: CALL stands for the arguments, the call, and what keeps its results.</summary>
    private static readonly (string Name, string Before, string Call, string After, bool IsTail)[] Ways =
    [
        ("direct", "", "call $f", "", false),
        ("through a table", "", "(call_indirect $table (type $type) (i32.const 0))", "", false),
        ("by reference", "", "(call_ref $type (ref.func $f))", "", false),
        ("by way of another", "", "call $g", "", false),
        ("through the host", "", "(call $again)", "call $f", false),
        ("in a block that catches all", "(block $caught (try_table (catch_all $caught)", "call $f", "))", false),
        ("in the first form's handler", "(try (do (throw $tag)) (catch $tag", "call $f", "))", false),
        ("in a loop", "(loop $l", "call $f", ")", false),
        ("after a tail call", "", "call $tail", "", false),
        ("after growth", "(drop (memory.grow (i32.const 1)))", "call $f", "", false),
    ];

    internal static IEnumerable<Attack> All { get; } =
    [
        .. Ways.SelectMany(way => Frames.Select(frame => Recursion(way, frame))),
        new("stack: start function that calls itself", "(module (func $f (call $f) (call $f)) (start $f))", TrapCode.StackExhausted),
        new("stack: twice at every depth", """(module (func $f (export "run") (call $f) (call $f)))""", TrapCode.StackExhausted),
        new("stack: thrown from the end and caught there", """
            (module (tag $t)
              (func $f (param i32)
                (block $c (try_table (catch_all $c) (call $f (i32.add (local.get 0) (i32.const 1))) (throw $t))))
              (func (export "run") (call $f (i32.const 0))))
            """),
        new("stack: rethrown at each of many depths", """
            (module (tag $t)
              (func $f (param i32)
                (block $c (result exnref)
                  (try_table (catch_all_ref $c) (if (i32.eqz (local.get 0)) (then (throw $t)))
                    (call $f (i32.sub (local.get 0) (i32.const 1))))
                  (return))
                (throw_ref))
              (func (export "run") (call $f (i32.const 2000))))
            """),
        new("stack: an exception of the host through many depths", """
            (module (import "env" "throw" (func $throw))
              (func $f (param i32) (if (i32.eqz (local.get 0)) (then (call $throw)) (else (call $f (i32.sub (local.get 0) (i32.const 1))))))
              (func (export "run") (call $f (i32.const 2000))))
            """),
        new("stack: a hundred functions in a ring of tail calls that end in calls",
            $"(module {string.Concat(Enumerable.Range(0, 100).Select(index =>
                $"(func $f{index} (param i64) (result i64) {(index % 10 == 9
                    ? $"(i64.add (i64.const 1) (call $f{(index + 1) % 100} (local.get 0)))"
                    : $"(return_call $f{index + 1} (local.get 0))")})"))}"
            + """(func (export "run") (drop (call $f0 (i64.const 0)))))""",
            TrapCode.StackExhausted),
    ];

    private static string[] Many(int count, string type) => [.. Enumerable.Repeat(type, count)];

    private static Attack Recursion(
        (string Name, string Before, string Call, string After, bool IsTail) way,
        (string Name, string[] Parameters, string[] Results, string[] Locals) frame)
    {
        var parameters = frame.Parameters.Length == 0 ? "" : $"(param {string.Join(' ', frame.Parameters)})";
        var results = frame.Results.Length == 0 ? "" : $"(result {string.Join(' ', frame.Results)})";
        var locals = frame.Locals.Length == 0 ? "" : $"(local {string.Join(' ', frame.Locals)})";
        var first = frame.Parameters.Length;
        var arguments = string.Concat(Enumerable.Range(0, first).Select(index => $"(local.get {index})"));
        var drops = string.Concat(Enumerable.Repeat("(drop)", frame.Results.Length));
        var sets = string.Concat(frame.Locals.Select((type, index) => $"(local.set {first + index} {Constant(type)})"));

        // Read after the call, so that they live through it.
        var uses = string.Concat(frame.Locals.Select((_, index) => $"(call $use_{frame.Locals[0]} (local.get {first + index}))"));
        var zeros = string.Concat(frame.Results.Select(Constant));
        var isHost = way.Call == "(call $again)";
        var call = isHost
            ? $"{way.Call} {(way.After.Length > 0 ? $"{arguments} {way.After} {drops}" : "")}"
            : $"{arguments} {way.Call} {drops}";
        var users = string.Concat(new[] { "i64", "f32", "v128", "anyref" }.Select(type => $"(func $use_{type} (param {type}))"));
        var outer = string.Concat(frame.Parameters.Select(Constant));
        return new Attack(
            $"stack: {way.Name}, {frame.Name}",
            $"""
            (module
              (import "env" "again" (func $again))
              (type $type (func {parameters} {results}))
              (memory 1) (tag $tag) (table $table funcref (elem $f))
              {users}
              (func $f (type $type) {locals} {sets} {way.Before} {call} {(isHost ? "" : way.After)} {uses} {zeros})
              (func $g (type $type) {arguments} call $f {drops} {zeros})
              (func $tail (type $type) {arguments} return_call $f)
              (func (export "run") {outer} call $f {drops}))
            """,
            TrapCode.StackExhausted);
    }

    private static string Constant(string type) => type switch
    {
        "v128" => "(v128.const i64x2 1 2)",
        "externref" => "(ref.null extern)",
        "funcref" => "(ref.null func)",
        "anyref" => "(ref.i31 (i32.const 5))",
        _ => $"({type}.const 1)",
    };
}

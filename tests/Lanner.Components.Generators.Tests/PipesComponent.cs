namespace Lanner.Components.Generators.Tests;

/// <summary>A component of <c>worlds/pipes.wit</c>. <c>double</c> and <c>relay</c> are lifted with a callback and ask the host without
/// waiting for it; others are lifted with a stack, and wait for each read and write.</summary>
internal static class PipesComponent
{
    private const string Types = """
        (type $point' (record (field "x" s32) (field "y" u8) (field "z" f64))) (export "point" (type $point (eq $point')))
        (type $color' (enum "red" "green" "blue")) (export "color" (type $color (eq $color')))
        (type $parcel' (record (field "label" string) (field "body" (stream u8)) (field "sum" (future u32))))
        (export "parcel" (type $parcel (eq $parcel')))
        (type $news' (variant (case "nothing") (case "points" (stream $point)) (case "later" (option (future $color)))))
        (export "news" (type $news (eq $news')))
        """;

    private const string Memory = """(memory (core memory $mem "mem"))""";
    private const string Options = $"""{Memory} (realloc (core func $mem "realloc"))""";

    private const string Fallible = "(result u32 (error string))";

    /// <summary>The built-ins: name, text and core type.</summary>
    private static readonly (string Name, string Text, string Core)[] BuiltIns =
    [
        ("set", "waitable-set.new", "(result i32)"), ("drop-set", "waitable-set.drop", "(param i32)"),
        ("join", "waitable.join", "(param i32 i32)"), ("cancel", "subtask.cancel", "(param i32) (result i32)"),
        ("drop", "subtask.drop", "(param i32)"), ("task-cancel", "task.cancel", ""),
        ("get", "context.get i32 0", "(result i32)"), ("put", "context.set i32 0", "(param i32)"),
        ("return-double", $"task.return (result {Fallible}) {Memory}", "(param i32 i32 i32)"),
        ("return-relay", $"task.return (result $parcel) {Memory}", "(param i32 i32 i32 i32)"),
        ("return-u32", $"task.return (result u32) {Memory}", "(param i32)"),
        ("return-s32", $"task.return (result s32) {Memory}", "(param i32)"),
        ("return-bytes", $"task.return (result $bytes) {Memory}", "(param i32)"),
        ("return-numbers", $"task.return (result $numbers) {Memory}", "(param i32)"),
        ("return-ticks", $"task.return (result $ticks) {Memory}", "(param i32)"),
        ("return-length", $"task.return (result $length) {Memory}", "(param i32)"),
        .. Stream("bytes"), .. Stream("numbers"), .. Stream("points"), .. Stream("ticks"),
        ("read-text", $"future.read $text {Options}", "(param i32 i32) (result i32)"),
        ("end-text", "future.drop-readable $text", "(param i32)"),
        ("new-length", "future.new $length", "(result i64)"),
        ("write-length", $"future.write $length {Options}", "(param i32 i32) (result i32)"),
        ("close-length", "future.drop-writable $length", "(param i32)"),
    ];

    /// <summary>The functions that are exported: name, type and options.</summary>
    private static readonly (string Name, string Type, string Options)[] Exports =
    [
        ("double", $"async (param \"n\" u32) (result {Fallible})", "async (callback (core func $code \"go-on\"))"),
        ("relay", "async (param \"p\" $parcel) (result $parcel)", "async (callback (core func $code \"go-on\"))"),
        ("copy", "async (param \"from\" $bytes) (result $bytes)", "async"),
        ("negate", "async (param \"from\" $numbers) (result $numbers)", "async"),
        ("total", "async (param \"of\" $points) (result s32)", "async"),
        ("same-points", "async (param \"s\" $points) (result $points)", ""),
        ("count", "async (param \"ticks\" $ticks) (result u32)", "async"),
        ("tick", "async (param \"count\" u32) (result $ticks)", "async"),
        ("length", "async (param \"of\" $text) (result $length)", "async"),
        ("pass", "(param \"n\" $news) (param \"moment\" $moment) (result (tuple $news $moment))", ""),
        ("look", "(param \"s\" $bytes) (result error-context)", ""),
    ];

    private const string Code = """
        (func $alloc (param $size i32) (result i32)
          (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (local.get $size)))

        ;; A call of the host: its result at 0, the subtask at 16, the set at 20, and at 24 the function.
        (func $begin (param $call i32) (param $status i32) (result i32)
          (if (i32.eq (local.get $status) (i32.const 2)) (then (return (call $finish (local.get $call)))))
          (call $put (local.get $call))
          (i32.store offset=16 (local.get $call) (i32.shr_u (local.get $status) (i32.const 4)))
          (i32.store offset=20 (local.get $call) (call $set))
          (call $join (i32.load offset=16 (local.get $call)) (i32.load offset=20 (local.get $call)))
          (i32.or (i32.const 2) (i32.shl (i32.load offset=20 (local.get $call)) (i32.const 4))))
        (func (export "go-on") (param $event i32) (param i32 i32) (result i32)
          (local $call i32)
          (local.set $call (call $get))
          (call $join (i32.load offset=16 (local.get $call)) (i32.const 0))
          (call $drop-set (i32.load offset=20 (local.get $call)))
          (if (i32.eq (local.get $event) (i32.const 6)) (then
            (drop (call $cancel (i32.load offset=16 (local.get $call))))
            (call $drop (i32.load offset=16 (local.get $call)))
            (call $task-cancel)
            (return (i32.const 0))))
          (call $drop (i32.load offset=16 (local.get $call)))
          (call $finish (local.get $call)))
        (func $finish (param $call i32) (result i32)
          (if (i32.load offset=24 (local.get $call))
            (then (call $return-relay
              (i32.load (local.get $call)) (i32.load offset=4 (local.get $call))
              (i32.load offset=8 (local.get $call)) (i32.load offset=12 (local.get $call))))
            (else
              (if (i32.eqz (i32.load8_u (local.get $call))) (then
                (i32.store offset=4 (local.get $call) (i32.mul (i32.const 2) (i32.load offset=4 (local.get $call))))))
              (call $return-double
                (i32.load8_u (local.get $call)) (i32.load offset=4 (local.get $call)) (i32.load offset=8 (local.get $call)))))
          (i32.const 0))
        (func (export "double") (param $n i32) (result i32)
          (local $call i32)
          (local.set $call (call $alloc (i32.const 32)))
          (call $begin (local.get $call) (call $ask-fetch (local.get $n) (local.get $call))))
        (func (export "relay") (param $label i32) (param $length i32) (param $body i32) (param $sum i32) (result i32)
          (local $call i32)
          (local.set $call (call $alloc (i32.const 32)))
          (i32.store offset=24 (local.get $call) (i32.const 1))
          (call $begin (local.get $call) (call $ask-relay
            (local.get $label) (local.get $length) (local.get $body) (local.get $sum) (local.get $call))))

        (func (export "copy") (param $from i32)
          (local $pair i64) (local $to i32) (local $at i32) (local $status i32)
          (local.set $pair (call $new-bytes))
          (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
          (call $return-bytes (i32.wrap_i64 (local.get $pair)))
          (local.set $at (call $alloc (i32.const 64)))
          (loop $next
            (local.set $status (call $read-bytes (local.get $from) (local.get $at) (i32.const 64)))
            (if (i32.and
                (call $write-all-bytes (local.get $to) (local.get $at) (i32.shr_u (local.get $status) (i32.const 4)))
                (i32.eqz (i32.and (local.get $status) (i32.const 15))))
              (then (br $next))))
          (call $end-bytes (local.get $from))
          (call $close-bytes (local.get $to)))
        (func $write-all-bytes (param $to i32) (param $at i32) (param $count i32) (result i32)
          (local $status i32)
          (loop $next
            (if (i32.eqz (local.get $count)) (then (return (i32.const 1))))
            (local.set $status (call $write-bytes (local.get $to) (local.get $at) (local.get $count)))
            (local.set $at (i32.add (local.get $at) (i32.shr_u (local.get $status) (i32.const 4))))
            (local.set $count (i32.sub (local.get $count) (i32.shr_u (local.get $status) (i32.const 4))))
            (br_if $next (i32.eqz (i32.and (local.get $status) (i32.const 15)))))
          (i32.const 0))

        (func (export "negate") (param $from i32)
          (local $pair i64) (local $to i32) (local $at i32) (local $status i32) (local $count i32)
          (local.set $pair (call $new-numbers))
          (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
          (call $return-numbers (i32.wrap_i64 (local.get $pair)))
          (local.set $at (call $alloc (i32.const 4000)))
          (loop $next
            (local.set $status (call $read-numbers (local.get $from) (local.get $at) (i32.const 1000)))
            (local.set $count (i32.shr_u (local.get $status) (i32.const 4)))
            (call $negate-all (local.get $at) (local.get $count))
            (if (local.get $count) (then
              (if (i32.ne
                  (call $write-numbers (local.get $to) (local.get $at) (local.get $count)) (i32.shl (local.get $count) (i32.const 4)))
                (then unreachable))))
            (br_if $next (i32.eqz (i32.and (local.get $status) (i32.const 15)))))
          (call $end-numbers (local.get $from))
          (call $close-numbers (local.get $to)))
        (func $negate-all (param $at i32) (param $count i32)
          (loop $next
            (if (local.get $count) (then
              (i32.store (local.get $at) (i32.sub (i32.const 0) (i32.load (local.get $at))))
              (local.set $at (i32.add (local.get $at) (i32.const 4)))
              (local.set $count (i32.sub (local.get $count) (i32.const 1)))
              (br $next)))))

        (func (export "total") (param $from i32)
          (local $at i32) (local $status i32) (local $sum i32)
          (local.set $at (call $alloc (i32.const 16)))
          (loop $next
            (local.set $status (call $read-points (local.get $from) (local.get $at) (i32.const 1)))
            (if (i32.shr_u (local.get $status) (i32.const 4)) (then
              (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))))
            (br_if $next (i32.eqz (i32.and (local.get $status) (i32.const 15)))))
          (call $end-points (local.get $from))
          (call $return-s32 (local.get $sum)))
        (func (export "same-points") (param i32) (result i32) (local.get 0))

        (func (export "count") (param $from i32)
          (local $status i32) (local $sum i32)
          (loop $next
            (local.set $status (call $read-ticks (local.get $from) (i32.const 0) (i32.const 10)))
            (local.set $sum (i32.add (local.get $sum) (i32.shr_u (local.get $status) (i32.const 4))))
            (br_if $next (i32.eqz (i32.and (local.get $status) (i32.const 15)))))
          (call $end-ticks (local.get $from))
          (call $return-u32 (local.get $sum)))
        (func (export "tick") (param $count i32)
          (local $pair i64) (local $to i32)
          (local.set $pair (call $new-ticks))
          (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
          (call $return-ticks (i32.wrap_i64 (local.get $pair)))
          (loop $next
            (local.set $count (i32.sub (local.get $count)
              (i32.shr_u (call $write-ticks (local.get $to) (i32.const 0) (local.get $count)) (i32.const 4))))
            (br_if $next (local.get $count)))
          (call $close-ticks (local.get $to)))

        (func (export "length") (param $of i32)
          (local $pair i64) (local $to i32) (local $at i32)
          (local.set $at (call $alloc (i32.const 8)))
          (drop (call $read-text (local.get $of) (local.get $at)))
          (call $end-text (local.get $of))
          (local.set $pair (call $new-length))
          (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
          (call $return-length (i32.wrap_i64 (local.get $pair)))
          (drop (call $write-length (local.get $to) (i32.add (local.get $at) (i32.const 4))))
          (call $close-length (local.get $to)))

        (func (export "pass") (param $case i32) (param $first i32) (param $second i32) (param $moment i32) (result i32)
          (local $at i32)
          (local.set $at (call $alloc (i32.const 16)))
          (i32.store8 (local.get $at) (local.get $case))
          (i32.store offset=4 (local.get $at) (local.get $first))
          (i32.store offset=8 (local.get $at) (local.get $second))
          (i32.store offset=12 (local.get $at) (local.get $moment))
          (local.get $at))
        (func (export "look") (param i32) (result i32) (call $ask-look (local.get 0)))
        """;

    public static string Text => $"""
        (component
          (import "test:pipes/types" (instance $types {Types}))
          (alias export $types "point" (type $point))
          (alias export $types "parcel" (type $parcel))
          (alias export $types "news" (type $news))
          (type $bytes (stream u8)) (type $numbers (stream s32)) (type $points (stream $point)) (type $ticks (stream))
          (type $text (future string)) (type $length (future u32)) (type $moment (future))
          (import "test:pipes/services" (instance $services
            (alias outer 1 $parcel (type $parcel')) (export "parcel" (type $parcel (eq $parcel')))
            (export "fetch" (func async (param "n" u32) (result {Fallible})))
            (export "relay" (func async (param "p" $parcel) (result $parcel)))
            (export "look" (func (param "s" (stream u8)) (result error-context)))))
          (core module $Memory
            (memory (export "mem") 16)
            (global $next (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (local $address i32)
              (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
              (local.set $address (global.get $next))
              (global.set $next (i32.add (global.get $next) (local.get 3)))
              (local.get $address)))
          (core instance $mem (instantiate $Memory))
          (core func $ask-fetch (canon lower (func $services "fetch") async {Options}))
          (core func $ask-relay (canon lower (func $services "relay") async {Options}))
          (core func $ask-look (canon lower (func $services "look") {Options}))
          {string.Concat(BuiltIns.Select(one => $"(core func ${one.Name} (canon {one.Text}))\n"))}
          (core module $Code
            (import "m" "mem" (memory 1))
            (import "m" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
            (import "h" "ask-fetch" (func $ask-fetch (param i32 i32) (result i32)))
            (import "h" "ask-relay" (func $ask-relay (param i32 i32 i32 i32 i32) (result i32)))
            (import "h" "ask-look" (func $ask-look (param i32) (result i32)))
            {string.Concat(BuiltIns.Select(one => $"(import \"h\" \"{one.Name}\" (func ${one.Name} {one.Core}))\n"))}
            {Code})
          (core instance $code (instantiate $Code (with "m" (instance $mem)) (with "h" (instance
            (export "ask-fetch" (func $ask-fetch)) (export "ask-relay" (func $ask-relay)) (export "ask-look" (func $ask-look))
            {string.Concat(BuiltIns.Select(one => $"(export \"{one.Name}\" (func ${one.Name}))\n"))}))))
          {string.Concat(Exports.Select(one => $"(func $lifted-{one.Name} {one.Type} (canon lift (core func $code \"{one.Name}\") "
              + $"{one.Options} {Options}))\n"))}
          (instance $out
            (export "parcel" (type $parcel)) (export "news" (type $news)) (export "point" (type $point))
            {string.Concat(Exports.Select(one => $"(export \"{one.Name}\" (func $lifted-{one.Name}))\n"))})
          (export "test:pipes/pipes" (instance $out)))
        """;

    private static (string Name, string Text, string Core)[] Stream(string type)
    {
        const string Core = "(param i32 i32 i32) (result i32)";
        return
        [
            ($"new-{type}", $"stream.new ${type}", "(result i64)"),
            ($"read-{type}", $"stream.read ${type} {Options}", Core), ($"write-{type}", $"stream.write ${type} {Options}", Core),
            ($"end-{type}", $"stream.drop-readable ${type}", "(param i32)"),
            ($"close-{type}", $"stream.drop-writable ${type}", "(param i32)"),
        ];
    }
}

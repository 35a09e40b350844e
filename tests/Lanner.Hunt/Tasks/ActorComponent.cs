using System.Globalization;
using System.Text;

namespace Lanner.Hunt.Tasks;

/// <summary>The text of a component whose guests do what the host tells them, one operation after the other. Each of its instances calls
/// those before it.</summary>
internal static class ActorComponent
{
    /// <summary>The number of instances.</summary>
    internal const int Instances = 3;

    /// <summary>The number that a function begins with: the index of an end that it was given stands above it.</summary>
    internal const uint Begun = 0xFF;

    /// <summary>The place of the bytes that are copied.</summary>
    internal const int Buffers = 0x1000;

    /// <summary>The place of results: four bytes for each task.</summary>
    internal const int Results = 0x4000;

    private const string Step =
        """(import "step" (func $step (param "instance" u32) (param "task" u32) (param "found" u64) (result u64)))""";
    private const string Wait = """(import "wait" (func $wait async (param "call" u32) (result u32)))""";
    private const string Memory = """(memory (core memory $memory "mem"))""";

    /// <summary>The code for each operation that calls a built-in: its definition, its type, and the arguments.</summary>
    private static readonly (OperationCode Code, string Definition, string Type, string Arguments)[] BuiltIns =
    [
        (OperationCode.ReturnNumber, "task.return (result u32)", "(param i32)", "A"),
        (OperationCode.ReturnStream, "task.return (result $stream)", "(param i32)", "A"),
        (OperationCode.ReturnFuture, "task.return (result $future)", "(param i32)", "A"),
        (OperationCode.Cancel, "task.cancel", "", ""),
        (OperationCode.IncreaseBackpressure, "backpressure.inc", "", ""),
        (OperationCode.DecreaseBackpressure, "backpressure.dec", "", ""),
        (OperationCode.Yield, "thread.yield", "(result i32)", ""),
        (OperationCode.YieldCancellably, "thread.yield cancellable", "(result i32)", ""),
        (OperationCode.NewSet, "waitable-set.new", "(result i32)", ""),
        (OperationCode.Wait, $"waitable-set.wait {Memory}", "(param i32 i32) (result i32)", "AE"),
        (OperationCode.WaitCancellably, $"waitable-set.wait cancellable {Memory}", "(param i32 i32) (result i32)", "AE"),
        (OperationCode.Poll, $"waitable-set.poll {Memory}", "(param i32 i32) (result i32)", "AE"),
        (OperationCode.PollCancellably, $"waitable-set.poll cancellable {Memory}", "(param i32 i32) (result i32)", "AE"),
        (OperationCode.DropSet, "waitable-set.drop", "(param i32)", "A"),
        (OperationCode.Join, "waitable.join", "(param i32 i32)", "AB"),
        (OperationCode.CancelSubtask, "subtask.cancel", "(param i32) (result i32)", "A"),
        (OperationCode.CancelSubtaskAsync, "subtask.cancel async", "(param i32) (result i32)", "A"),
        (OperationCode.DropSubtask, "subtask.drop", "(param i32)", "A"),
        (OperationCode.NewStream, "stream.new $stream", "(result i64)", ""),
        (OperationCode.ReadStream, $"stream.read $stream {Memory}", "(param i32 i32 i32) (result i32)", "ABC"),
        (OperationCode.ReadStreamAsync, $"stream.read $stream async {Memory}", "(param i32 i32 i32) (result i32)", "ABC"),
        (OperationCode.WriteStream, $"stream.write $stream {Memory}", "(param i32 i32 i32) (result i32)", "ABC"),
        (OperationCode.WriteStreamAsync, $"stream.write $stream async {Memory}", "(param i32 i32 i32) (result i32)", "ABC"),
        (OperationCode.CancelReadStream, "stream.cancel-read $stream", "(param i32) (result i32)", "A"),
        (OperationCode.CancelReadStreamAsync, "stream.cancel-read $stream async", "(param i32) (result i32)", "A"),
        (OperationCode.CancelWriteStream, "stream.cancel-write $stream", "(param i32) (result i32)", "A"),
        (OperationCode.CancelWriteStreamAsync, "stream.cancel-write $stream async", "(param i32) (result i32)", "A"),
        (OperationCode.DropReadableStream, "stream.drop-readable $stream", "(param i32)", "A"),
        (OperationCode.DropWritableStream, "stream.drop-writable $stream", "(param i32)", "A"),
        (OperationCode.NewFuture, "future.new $future", "(result i64)", ""),
        (OperationCode.ReadFuture, $"future.read $future {Memory}", "(param i32 i32) (result i32)", "AB"),
        (OperationCode.ReadFutureAsync, $"future.read $future async {Memory}", "(param i32 i32) (result i32)", "AB"),
        (OperationCode.WriteFuture, $"future.write $future {Memory}", "(param i32 i32) (result i32)", "AB"),
        (OperationCode.WriteFutureAsync, $"future.write $future async {Memory}", "(param i32 i32) (result i32)", "AB"),
        (OperationCode.CancelReadFuture, "future.cancel-read $future", "(param i32) (result i32)", "A"),
        (OperationCode.CancelReadFutureAsync, "future.cancel-read $future async", "(param i32) (result i32)", "A"),
        (OperationCode.CancelWriteFuture, "future.cancel-write $future", "(param i32) (result i32)", "A"),
        (OperationCode.CancelWriteFutureAsync, "future.cancel-write $future async", "(param i32) (result i32)", "A"),
        (OperationCode.DropReadableFuture, "future.drop-readable $future", "(param i32)", "A"),
        (OperationCode.DropWritableFuture, "future.drop-writable $future", "(param i32)", "A"),
    ];

    internal static string Text { get; } = Compose();

    private static string Compose()
    {
        var text = new StringBuilder($"(component\n{Step}\n{Wait}\n");
        for (var instance = 0; instance < Instances; instance++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"(component $Actor{instance} {Actor(instance)})");
            text.Append(
                CultureInfo.InvariantCulture,
                $"(instance $actor{instance} (instantiate $Actor{instance} (with \"step\" (func $step)) (with \"wait\" (func $wait))");
            for (var peer = 0; peer < instance; peer++)
            {
                foreach (var kind in FunctionKind.All)
                {
                    text.Append(CultureInfo.InvariantCulture, $" (with \"{kind}-of-{peer}\" (func $actor{peer} \"{kind}\"))");
                }
            }

            text.AppendLine("))");
            foreach (var kind in FunctionKind.All.Where(kind => kind.Value == ValueKind.Plain))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"(export \"{kind}-of-{instance}\" (func $actor{instance} \"{kind}\"))");
            }
        }

        return text.Append(')').ToString();
    }

    private static string Actor(int instance)
    {
        var imports = new Imports();
        var cases = new StringBuilder();
        foreach (var (code, definition, type, arguments) in BuiltIns)
        {
            imports.Add($"{code}", $"(canon {definition})", type);
            cases.AppendLine(Case(code, Result(type, $"(call ${code}{Arguments(arguments)})", arguments)));
        }

        imports.Add("step", "(canon lower (func $step))", "(param i32 i32 i64) (result i64)");
        imports.Add("context.get", "(canon context.get i32 0)", "(result i32)");
        imports.Add("context.set", "(canon context.set i32 0)", "(param i32)");
        AddCall(OperationCode.CallHost, OperationCode.CallHostAsync, "wait", new FunctionKind(ValueKind.Plain, LiftKind.Sync), null);
        var calls = new StringBuilder();
        for (var peer = 0; peer < instance; peer++)
        {
            foreach (var kind in FunctionKind.All)
            {
                calls.AppendLine(CultureInfo.InvariantCulture, $"""(import "{kind}-of-{peer}" (func ${kind}-of-{peer} {Type(kind)}))""");
                AddCall(
                    OperationCode.CallGuest,
                    OperationCode.CallGuestAsync,
                    $"{kind}-of-{peer}",
                    kind,
                    (peer * FunctionKind.All.Length) + kind.Number);
            }
        }

        return $$"""

              {{Step}}
              {{Wait}}
              {{calls}}
              (type $stream (stream u8))
              (type $future (future u8))
              (core module $Memory (memory (export "mem") 1))
              (core instance $memory (instantiate $Memory))
              {{imports.Definitions}}
              (core module $Actor
                (import "" "mem" (memory 1))
                {{imports.Declarations}}
                (func $event (param i32 i32 i32) (result i64)
                  (i64.or (i64.extend_i32_u (local.get 0))
                    (i64.or (i64.shl (i64.extend_i32_u (local.get 1)) (i64.const 8))
                      (i64.shl (i64.extend_i32_u (local.get 2)) (i64.const 32)))))
                (func $run (param $found i64) (result i32)
                  (local $operation i64) (local $a i32) (local $b i32) (local $c i32) (local $code i32)
                  (loop $again
                    (local.set $operation (call $step (i32.const {{instance}}) (call $context.get) (local.get $found)))
                    (local.set $code (i32.and (i32.wrap_i64 (local.get $operation)) (i32.const 255)))
                    (local.set $a (i32.and (i32.wrap_i64 (i64.shr_u (local.get $operation) (i64.const 8))) (i32.const 65535)))
                    (local.set $b (i32.and (i32.wrap_i64 (i64.shr_u (local.get $operation) (i64.const 24))) (i32.const 65535)))
                    (local.set $c (i32.and (i32.wrap_i64 (i64.shr_u (local.get $operation) (i64.const 40))) (i32.const 65535)))
                    (if (i32.eqz (local.get $code)) (then (return (local.get $a))))
                    {{Case(OperationCode.Store, """
                    (i64.store (local.get $a) (i64.add (i64.mul (i64.extend_i32_u (local.get $b)) (i64.const 0x0101010101010101))
                      (i64.const 0x0706050403020100)))
                    (local.set $found (i64.const 0))
                    """)}}
                    {{Case(OperationCode.Load, "(local.set $found (i64.load (local.get $a)))")}}
                    {{Case(OperationCode.LoadResult, "(local.set $found (i64.extend_i32_u (i32.load (local.get $a))))")}}
                    {{cases}}
                    unreachable)
                  unreachable)
                (func (export "callback") (param i32 i32 i32) (result i32)
                  (call $run (call $event (local.get 0) (local.get 1) (local.get 2))))
                {{string.Concat(FunctionKind.All.Select(CoreFunction))}})
              (core instance $actor (instantiate $Actor (with "" (instance
                (export "mem" (memory $memory "mem")) {{imports.Exports}}))))
              {{string.Concat(FunctionKind.All.Select(Lift))}}
            """;

        void AddCall(OperationCode sync, OperationCode async, string name, FunctionKind kind, int? number)
        {
            var (parameters, arguments) = kind.TakesEnd ? ("i32 i32", "AB") : ("i32", "A");
            imports.Add(name, $"(canon lower (func ${name}))", $"(param {parameters}) (result i32)");
            imports.Add($"{name}-async", $"(canon lower (func ${name}) async {Memory})", $"(param {parameters} i32) (result i32)");
            cases.AppendLine(Case(sync, Result("(result i32)", $"(call ${name}{Arguments(arguments)})", ""), number));
            cases.AppendLine(Case(async, Result("(result i32)", $"(call ${name}-async{Arguments(arguments + "R")})", ""), number));
        }
    }

    /// <summary>The type of a function.</summary>
    private static string Type(FunctionKind kind) => "async (param \"task\" u32)" + kind.Value switch
    {
        ValueKind.StreamIn => " (param \"in\" (stream u8)) (result u32)",
        ValueKind.FutureIn => " (param \"in\" (future u8)) (result u32)",
        ValueKind.StreamOut => " (result (stream u8))",
        ValueKind.FutureOut => " (result (future u8))",
        _ => " (result u32)",
    };

    private static string CoreFunction(FunctionKind kind)
    {
        var begun = kind.TakesEnd
            ? $"(i64.or (i64.const {Begun}) (i64.shl (i64.extend_i32_u (local.get 1)) (i64.const 8)))"
            : $"(i64.const {Begun})";
        var run = kind.Lift == LiftKind.Stackful ? $"(drop (call $run {begun}))" : $"(call $run {begun})";
        return $"""
            (func (export "{kind}") (param i32 {(kind.TakesEnd ? "i32" : "")}) {(kind.Lift == LiftKind.Stackful ? "" : "(result i32)")}
              (call $context.set (local.get 0))
              {run})

            """;
    }

    private static string Lift(FunctionKind kind)
    {
        var options = kind.Lift switch
        {
            LiftKind.Callback => "async (callback (core func $actor \"callback\"))",
            LiftKind.Stackful => "async",
            _ => "",
        };
        return $"""(func (export "{kind}") {Type(kind)} (canon lift (core func $actor "{kind}") {options}))""" + "\n";
    }

    private static string Case(OperationCode code, string body, int? number = null)
    {
        var condition = $"(i32.eq (local.get $code) (i32.const {(int)code}))";
        if (number is not null)
        {
            condition = $"(i32.and {condition} (i32.eq (local.get $c) (i32.const {number})))";
        }

        return $"(if {condition} (then {body} (br $again)))";
    }

    private static string Arguments(string arguments) => string.Concat(arguments.Select(argument => argument switch
    {
        'A' => " (local.get $a)",
        'B' => " (local.get $b)",
        'C' => " (local.get $c)",
        'E' => " (i32.const 16)",
        _ => $" (i32.add (i32.const {Results}) (i32.shl (local.get $a) (i32.const 2)))",
    }));

    /// <summary>Notes what a call gives; an event is in memory in part.</summary>
    private static string Result(string type, string call, string arguments)
    {
        var isEvent = arguments.EndsWith('E');
        return isEvent ? $"(local.set $found (call $event {call} (i32.load (i32.const 16)) (i32.load (i32.const 20))))"
            : type.Contains("(result i64)", StringComparison.Ordinal) ? $"(local.set $found {call})"
            : type.Contains("(result", StringComparison.Ordinal) ? $"(local.set $found (i64.extend_i32_u {call}))"
            : $"{call} (local.set $found (i64.const 0))";
    }

    /// <summary>The functions that the core module imports.</summary>
    private sealed class Imports
    {
        internal StringBuilder Definitions { get; } = new();

        internal StringBuilder Declarations { get; } = new();

        internal StringBuilder Exports { get; } = new();

        internal void Add(string name, string definition, string type)
        {
            Definitions.AppendLine(CultureInfo.InvariantCulture, $"(core func ${name}.core {definition})");
            Declarations.AppendLine(CultureInfo.InvariantCulture, $"(import \"\" \"{name}\" (func ${name} {type}))");
            Exports.AppendLine(CultureInfo.InvariantCulture, $"(export \"{name}\" (func ${name}.core))");
        }
    }
}

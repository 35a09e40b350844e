using Lanner.Components;
using Lanner.Wasi.Tests.Preview2;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>Components that export <c>wasi:http/handler</c> of WASI 0.3.</summary>
public sealed class HandlerTests
{
    /// <summary>A handler that reads a byte of the body of each request, and answers with an error. One of 0.2 beside it traps.</summary>
    private const string Handlers = """
        (component
          (import "wasi:http/types@0.2.3" (instance $old
            (export "incoming-request" (type (sub resource)))
            (export "response-outparam" (type (sub resource)))))
          (alias export $old "incoming-request" (type $incoming))
          (alias export $old "response-outparam" (type $outparam))
          (import "wasi:http/types@0.3.0" (instance $types
            (export "fields" (type $fields (sub resource)))
            (export "request" (type $request (sub resource)))
            (export "response" (type $response (sub resource)))
            (type $e (variant (case "HTTP-request-denied") (case "internal-error" (option string))))
            (export "error-code" (type $error (eq $e)))
            (export "[static]request.consume-body" (func
              (param "this" (own $request)) (param "res" (future (result (error $error))))
              (result (tuple (stream u8) (future (result (option (own $fields)) (error $error)))))))))
          (alias export $types "request" (type $request))
          (alias export $types "response" (type $response))
          (alias export $types "error-code" (type $error))
          (type $bytes (stream u8))
          (type $end (future (result (error $error))))
          (core module $Memory (memory (export "mem") 1))
          (core instance $memory (instantiate $Memory))
          (alias core export $memory "mem" (core memory $mem))
          (core func $new-end (canon future.new $end))
          (core func $read (canon stream.read $bytes (memory $mem)))
          (core func $consume (canon lower (func $types "[static]request.consume-body") (memory $mem)))
          (core func $return (canon task.return (result (result (own $response) (error $error))) (memory $mem)))
          (core module $M
            (import "" "mem" (memory 1))
            (import "" "new-end" (func $new-end (result i64)))
            (import "" "read" (func $read (param i32 i32 i32) (result i32)))
            (import "" "consume" (func $consume (param i32 i32 i32)))
            (import "" "return" (func $return (param i32 i32 i32 i32 i32)))
            (func (export "old") (param i32 i32) (unreachable))
            (func (export "handle") (param $request i32)
              (call $consume (local.get $request) (i32.wrap_i64 (call $new-end)) (i32.const 16))
              (drop (call $read (i32.load (i32.const 16)) (i32.const 64) (i32.const 1)))
              (call $return (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
          (core instance $m (instantiate $M (with "" (instance
            (export "mem" (memory $mem)) (export "new-end" (func $new-end)) (export "read" (func $read))
            (export "consume" (func $consume)) (export "return" (func $return))))))
          (func $old-handle (param "request" (own $incoming)) (param "response-out" (own $outparam)) (canon lift (core func $m "old")))
          (instance $old-handler (export "handle" (func $old-handle)))
          (func $handle async (param "request" (own $request)) (result (result (own $response) (error $error)))
            (canon lift (core func $m "handle") async (memory $mem)))
          (instance $handler (export "handle" (func $handle)))
          (export "wasi:http/incoming-handler@0.2.3" (instance $old-handler))
          (export "wasi:http/handler@0.3.0" (instance $handler)))
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_requests_are_handled_at_once_by_the_handler_of_0_3()
    {
        using var engine = new Engine();
        using var context = new WasiContextBuilder().Build();
        using var store = new Store(engine);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        var component = Component.FromText(engine, Handlers);
        Assert.True(WasiHttpHandler.IsHandler(component));
        var handler = new WasiHttpHandler(linker.Instantiate(store, component), context);
        var bodies = Enumerable.Range(0, 3).Select(_ => new ControlledStream()).ToArray();
        var answers = bodies.Select(body => handler.HandleAsync(new WasiHttpRequest("POST") { Body = body }, Cancellation)).ToArray();

        // In any order.
        foreach (var index in (int[])[1, 2, 0])
        {
            Assert.False(answers[index].IsCompleted);
            bodies[index].Send("x");
            var error = await Assert.ThrowsAsync<WasiHttpException>(() => answers[index].WaitAsync(Patience.Limit, Cancellation));
            Assert.Equal("HTTP-request-denied", error.Code);
        }
    }

    /// <summary>A program may stand on libraries of both versions. That it exports <c>run</c> of both, toolchains see to.</summary>
    [Fact]
    public async Task A_program_may_import_from_both_versions_and_runs_by_that_of_0_3()
    {
        using var engine = new Engine();
        using var context = new WasiContextBuilder().Build();
        using var store = new Store(engine);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        var component = Component.FromText(engine, """
            (component
              (import "wasi:clocks/monotonic-clock@0.2.3" (instance $old (export "now" (func (result u64)))))
              (import "wasi:clocks/monotonic-clock@0.3.0" (instance $new
                (export "now" (func (result u64)))
                (export "wait-for" (func async (param "how-long" u64)))))
              (core func $old-now (canon lower (func $old "now")))
              (core func $new-now (canon lower (func $new "now")))
              (core func $wait (canon lower (func $new "wait-for")))
              (core module $M
                (import "" "old-now" (func $old-now (result i64)))
                (import "" "new-now" (func $new-now (result i64)))
                (import "" "wait" (func $wait (param i64)))
                (func (export "old") (result i32) (unreachable))
                (func (export "new") (result i32)
                  (local $before i64)
                  (local.set $before (call $old-now))
                  (call $wait (i64.const 1000000))
                  (i64.lt_u (call $new-now) (i64.add (local.get $before) (i64.const 1000000)))))
              (core instance $m (instantiate $M (with "" (instance
                (export "old-now" (func $old-now)) (export "new-now" (func $new-now)) (export "wait" (func $wait))))))
              (func $old-run (result (result)) (canon lift (core func $m "old")))
              (instance $old-interface (export "run" (func $old-run)))
              (export "wasi:cli/run@0.2.3" (instance $old-interface))
              (func $new-run async (result (result)) (canon lift (core func $m "new")))
              (instance $new-interface (export "run" (func $new-run)))
              (export "wasi:cli/run@0.3.0" (instance $new-interface)))
            """);
        var run = WasiCommand.RunAsync(linker.Instantiate(store, component), cancellation: Cancellation);
        Assert.Equal(0, await run.WaitAsync(Patience.Limit, Cancellation));
    }
}

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>Messages of HTTP of guests of WASI 0.3.</summary>
public sealed class HttpTests
{
    private const string Imports = """
        (import "wasi:http/types@0.3.0" (instance $types
          (export "fields" (type $fields (sub resource)))
          (export "request" (type $request (sub resource)))
          (export "request-options" (type $options (sub resource)))
          (type $e (variant (case "HTTP-request-denied") (case "internal-error" (option string))))
          (export "error-code" (type $error (eq $e)))
          (type $h (variant (case "invalid-syntax") (case "size-exceeded"))) (export "header-error" (type $header-error (eq $h)))
          (export "[constructor]fields" (func (result (own $fields))))
          (export "[method]fields.append" (func (param "self" (borrow $fields)) (param "name" string) (param "value" (list u8))
            (result (result (error $header-error)))))
          (export "[static]request.new" (func (param "headers" (own $fields)) (param "contents" (option (stream u8)))
            (param "trailers" (future (result (option (own $fields)) (error $error)))) (param "options" (option (own $options)))
            (result (tuple (own $request) (future (result (error $error)))))))
          (export "[method]request.get-headers" (func (param "self" (borrow $request)) (result (own $fields))))))
        (alias export $types "fields" (type $fields))
        (alias export $types "request" (type $request))
        (alias export $types "error-code" (type $error))
        (type $trailers (future (result (option (own $fields)) (error $error))))
        (core func $future (canon future.new $trailers))
        (core func $fields (canon lower (func $types "[constructor]fields")))
        (core func $append (canon lower (func $types "[method]fields.append") (memory $mem)))
        (core func $new (canon lower (func $types "[static]request.new") (memory $mem)))
        (core func $headers (canon lower (func $types "[method]request.get-headers")))
        (core func $drop-request (canon resource.drop $request))
        (core func $drop-fields (canon resource.drop $fields))
        """;

    private const string Functions = """
        (export "future" (func $future)) (export "fields" (func $fields)) (export "append" (func $append)) (export "new" (func $new))
        (export "headers" (func $headers)) (export "drop-request" (func $drop-request)) (export "drop-fields" (func $drop-fields))
        """;

    /// <summary>Makes ten requests with a header of 20,000 bytes each, of which it keeps the headers, or drops them.</summary>
    private static string Requests(string end) => $$"""
        (import "f" "future" (func $future (result i64)))
        (import "f" "fields" (func $fields (result i32)))
        (import "f" "append" (func $append (param i32 i32 i32 i32 i32 i32)))
        (import "f" "new" (func $new (param i32 i32 i32 i32 i32 i32 i32)))
        (import "f" "headers" (func $headers (param i32) (result i32)))
        (import "f" "drop-request" (func $drop-request (param i32)))
        (import "f" "drop-fields" (func $drop-fields (param i32)))
        (func (export "run") (result i32)
          (local $count i32) (local $fields i32) (local $request i32)
          (memory.fill (i32.const 65536) (i32.const 120) (i32.const 20000))
          (loop
            (local.set $fields (call $fields))
            (call $append (local.get $fields)
              (i32.const 65536) (i32.const 1) (i32.const 65536) (i32.const 20000) (i32.const 16))
            (call $new (local.get $fields)
              (i32.const 0) (i32.const 0) (i32.wrap_i64 (call $future)) (i32.const 0) (i32.const 0) (i32.const 32))
            (local.set $request (i32.load (i32.const 32)))
            (call $headers (local.get $request))
            {{end}}
            (call $drop-request (local.get $request))
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (br_if 0 (i32.lt_u (local.get $count) (i32.const 10))))
          (i32.const 0))
        """;

    [Fact]
    public async Task Headers_that_outlive_their_message_count()
    {
        var trap = await Assert.ThrowsAsync<TrapException>(() => RunAsync("(drop)"));
        Assert.Contains("MaximumResourceBytes", trap.Message, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("(call $drop-fields)"));
    }

    private static Task<int> RunAsync(string end) =>
        Program.RunAsync(new WasiContextBuilder { MaximumResourceBytes = 256 << 10 }, Imports, Functions, Requests(end));
}

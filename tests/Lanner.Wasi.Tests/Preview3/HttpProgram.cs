namespace Lanner.Wasi.Tests.Preview3;

/// <summary>A program of WASI 0.3 that sends requests of HTTP.</summary>
internal static class HttpProgram
{
    private const string Imports = """
        (import "wasi:http/types@0.3.0" (instance $types
          (export "fields" (type $fields (sub resource)))
          (export "request" (type $request (sub resource)))
          (export "request-options" (type $options (sub resource)))
          (export "response" (type $response (sub resource)))
          (type $e (variant (case "HTTP-request-denied") (case "internal-error" (option string))))
          (export "error-code" (type $error (eq $e)))
          (type $h (variant (case "invalid-syntax") (case "size-exceeded"))) (export "header-error" (type $header-error (eq $h)))
          (type $s (variant (case "HTTP") (case "HTTPS") (case "other" string))) (export "scheme" (type $scheme (eq $s)))
          (export "[constructor]fields" (func (result (own $fields))))
          (export "[method]fields.append" (func (param "self" (borrow $fields)) (param "name" string) (param "value" (list u8))
            (result (result (error $header-error)))))
          (export "[static]request.new" (func (param "headers" (own $fields)) (param "contents" (option (stream u8)))
            (param "trailers" (future (result (option (own $fields)) (error $error)))) (param "options" (option (own $options)))
            (result (tuple (own $request) (future (result (error $error)))))))
          (export "[method]request.get-headers" (func (param "self" (borrow $request)) (result (own $fields))))
          (export "[method]request.set-scheme" (func (param "self" (borrow $request)) (param "scheme" (option $scheme)) (result (result))))
          (export "[method]request.set-authority" (func
            (param "self" (borrow $request)) (param "authority" (option string)) (result (result))))
          (export "[static]response.consume-body" (func
            (param "this" (own $response)) (param "res" (future (result (error $error))))
            (result (tuple (stream u8) (future (result (option (own $fields)) (error $error)))))))))
        (alias export $types "fields" (type $fields))
        (alias export $types "request" (type $request))
        (alias export $types "response" (type $response))
        (alias export $types "error-code" (type $error))
        (import "wasi:http/client@0.3.0" (instance $client
          (alias outer 1 $request (type $r)) (export "request" (type $request (eq $r)))
          (alias outer 1 $response (type $s)) (export "response" (type $response (eq $s)))
          (alias outer 1 $error (type $e)) (export "error-code" (type $error (eq $e)))
          (export "send" (func async (param "request" (own $request)) (result (result (own $response) (error $error)))))))
        (type $bytes (stream u8))
        (type $end (future (result (error $error))))
        (type $trailers (future (result (option (own $fields)) (error $error))))
        (core func $new-bytes (canon stream.new $bytes))
        (core func $read (canon stream.read $bytes (memory $mem)))
        (core func $write (canon stream.write $bytes (memory $mem)))
        (core func $drop-bytes (canon stream.drop-readable $bytes))
        (core func $close (canon stream.drop-writable $bytes))
        (core func $new-end (canon future.new $end))
        (core func $new-trailers (canon future.new $trailers))
        (core func $read-trailers (canon future.read $trailers (memory $mem) (realloc $realloc)))
        (core func $write-trailers (canon future.write $trailers (memory $mem)))
        (core func $drop-trailers (canon future.drop-readable $trailers))
        (core func $fields (canon lower (func $types "[constructor]fields")))
        (core func $append (canon lower (func $types "[method]fields.append") (memory $mem)))
        (core func $drop-fields (canon resource.drop $fields))
        (core func $new (canon lower (func $types "[static]request.new") (memory $mem)))
        (core func $headers (canon lower (func $types "[method]request.get-headers")))
        (core func $set-scheme (canon lower (func $types "[method]request.set-scheme") (memory $mem)))
        (core func $set-authority (canon lower (func $types "[method]request.set-authority") (memory $mem)))
        (core func $drop-request (canon resource.drop $request))
        (core func $send (canon lower (func $client "send") (memory $mem) (realloc $realloc)))
        (core func $send-async (canon lower (func $client "send") async (memory $mem) (realloc $realloc)))
        (core func $consume (canon lower (func $types "[static]response.consume-body") (memory $mem)))
        (core func $new-set (canon waitable-set.new))
        (core func $join (canon waitable.join))
        (core func $wait (canon waitable-set.wait (memory $mem)))
        """;

    /// <summary>The functions that the code has, with their types; those with a result are the last.</summary>
    private static readonly (string Type, string[] Names)[] Functions =
    [
        ("(param i32)", ["drop-bytes", "close", "drop-trailers", "drop-fields", "drop-request"]),
        ("(param i32 i32)", ["send", "join"]),
        ("(param i32 i32 i32)", ["consume"]),
        ("(param i32 i32 i32 i32 i32 i32)", ["append"]),
        ("(param i32 i32 i32 i32 i32 i32 i32)", ["new"]),
        ("(result i32)", ["fields", "new-set"]),
        ("(result i64)", ["new-bytes", "new-end", "new-trailers"]),
        ("(param i32) (result i32)", ["headers"]),
        ("(param i32 i32) (result i32)", ["read-trailers", "write-trailers", "send-async", "wait"]),
        ("(param i32 i32 i32) (result i32)", ["read", "write"]),
        ("(param i32 i32 i32 i32) (result i32)", ["set-authority"]),
        ("(param i32 i32 i32 i32 i32) (result i32)", ["set-scheme"]),
    ];

    /// <summary>Runs a program.</summary>
    /// <param name="builder">The grants.</param>
    /// <param name="authority">The authority of its requests.</param>
    /// <param name="code">The function "run", which returns 0 or traps. <c>$request</c> makes a request to the authority, of contents or
    /// none, and trailers; <c>$low</c> and <c>$high</c> give the ends of a pair.</param>
    internal static Task<int> RunAsync(WasiContextBuilder builder, string authority, string code) => Program.RunAsync(
        builder,
        Imports,
        string.Concat(Functions.SelectMany(group => group.Names).Select(name => $"(export \"{name}\" (func ${name}))")),
        $$"""
        {{string.Concat(Functions.SelectMany(
            group => group.Names.Select(name => $"(import \"f\" \"{name}\" (func ${name} {group.Type}))")))}}
        (data (i32.const 512) "{{authority}}")
        (func $low (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
        (func $high (param i64) (result i32) (i32.wrap_i64 (i64.shr_u (local.get 0) (i64.const 32))))
        (func $request (param $has-contents i32) (param $contents i32) (param $trailers i32) (result i32)
          (local $request i32)
          (call $new (call $fields)
            (local.get $has-contents) (local.get $contents) (local.get $trailers) (i32.const 0) (i32.const 0) (i32.const 32))
          (local.set $request (i32.load (i32.const 32)))
          (if (i32.or
              (call $set-scheme (local.get $request) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0))
              (call $set-authority (local.get $request) (i32.const 1) (i32.const 512) (i32.const {{authority.Length}})))
            (then (unreachable)))
          (local.get $request))
        {{code}}
        """);
}

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>Denials of what is not granted to guests of WASI 0.3.</summary>
public sealed class GrantTests
{
    private const string Sockets = """
        (import "wasi:sockets/types@0.3.0" (instance $types
          (export "tcp-socket" (type $tcp (sub resource)))
          (type $f (enum "ipv4" "ipv6")) (export "ip-address-family" (type $family (eq $f)))
          (type $e (variant (case "access-denied") (case "other" (option string)))) (export "error-code" (type $error (eq $e)))
          (export "[static]tcp-socket.create" (func (param "address-family" $family) (result (result (own $tcp) (error $error)))))))
        (core func $create (canon lower (func $types "[static]tcp-socket.create") (memory $mem) (realloc $realloc)))
        """;

    private const string CreateSocket = """
        (import "f" "create" (func $create (param i32 i32)))
        (func (export "run") (result i32)
          (call $create (i32.const 0) (i32.const 16))
          ;; An error, and its case.
          (i32.or (i32.xor (i32.load8_u (i32.const 16)) (i32.const 1)) (i32.load8_u (i32.const 20))))
        """;

    private const string Lookup = """
        (import "wasi:sockets/ip-name-lookup@0.3.0" (instance $lookup
          (type $a (variant (case "ipv4" (tuple u8 u8 u8 u8)))) (export "ip-address" (type $address (eq $a)))
          (type $e (variant (case "access-denied") (case "other" (option string)))) (export "error-code" (type $error (eq $e)))
          (export "resolve-addresses" (func async (param "name" string) (result (result (list $address) (error $error)))))))
        (core func $resolve (canon lower (func $lookup "resolve-addresses") (memory $mem) (realloc $realloc)))
        """;

    private const string Files = """
        (import "wasi:filesystem/types@0.3.0" (instance $types
          (export "descriptor" (type $descriptor (sub resource)))
          (type $p (flags "symlink-follow")) (export "path-flags" (type $path-flags (eq $p)))
          (type $o (flags "create" "directory" "exclusive" "truncate")) (export "open-flags" (type $open-flags (eq $o)))
          (type $d (flags "read" "write")) (export "descriptor-flags" (type $flags (eq $d)))
          (type $e (variant (case "not-permitted") (case "read-only") (case "no-entry") (case "other" (option string))))
          (export "error-code" (type $error (eq $e)))
          (export "[method]descriptor.open-at" (func async
            (param "self" (borrow $descriptor)) (param "path-flags" $path-flags) (param "path" string) (param "open-flags" $open-flags)
            (param "flags" $flags) (result (result (own $descriptor) (error $error)))))))
        (alias export $types "descriptor" (type $descriptor))
        (import "wasi:filesystem/preopens@0.3.0" (instance $preopens
          (alias outer 1 $descriptor (type $outer)) (export "descriptor" (type $descriptor (eq $outer)))
          (export "get-directories" (func (result (list (tuple (own $descriptor) string)))))))
        (core func $open (canon lower (func $types "[method]descriptor.open-at") (memory $mem) (realloc $realloc)))
        (core func $directories (canon lower (func $preopens "get-directories") (memory $mem) (realloc $realloc)))
        """;

    private const string Http = """
        (import "wasi:http/types@0.3.0" (instance $types
          (export "fields" (type $fields (sub resource)))
          (export "request" (type $request (sub resource)))
          (export "request-options" (type $options (sub resource)))
          (export "response" (type $response (sub resource)))
          (type $e (variant (case "HTTP-request-denied") (case "internal-error" (option string))))
          (export "error-code" (type $error (eq $e)))
          (export "[constructor]fields" (func (result (own $fields))))
          (export "[static]request.new" (func (param "headers" (own $fields)) (param "contents" (option (stream u8)))
            (param "trailers" (future (result (option (own $fields)) (error $error)))) (param "options" (option (own $options)))
            (result (tuple (own $request) (future (result (error $error)))))))))
        (alias export $types "fields" (type $fields))
        (alias export $types "request" (type $request))
        (alias export $types "response" (type $response))
        (alias export $types "error-code" (type $error))
        (import "wasi:http/client@0.3.0" (instance $client
          (alias outer 1 $request (type $r)) (export "request" (type $request (eq $r)))
          (alias outer 1 $response (type $s)) (export "response" (type $response (eq $s)))
          (alias outer 1 $error (type $e)) (export "error-code" (type $error (eq $e)))
          (export "send" (func async (param "request" (own $request)) (result (result (own $response) (error $error)))))))
        (type $trailers (future (result (option (own $fields)) (error $error))))
        (core func $future (canon future.new $trailers))
        (core func $fields (canon lower (func $types "[constructor]fields")))
        (core func $new (canon lower (func $types "[static]request.new") (memory $mem) (realloc $realloc)))
        (core func $send (canon lower (func $client "send") (memory $mem) (realloc $realloc)))
        """;

    private const string Send = """
        (import "f" "future" (func $future (result i64)))
        (import "f" "fields" (func $fields (result i32)))
        (import "f" "new" (func $new (param i32 i32 i32 i32 i32 i32 i32)))
        (import "f" "send" (func $send (param i32 i32)))
        (func (export "run") (result i32)
          (call $new (call $fields) (i32.const 0) (i32.const 0) (i32.wrap_i64 (call $future)) (i32.const 0) (i32.const 0) (i32.const 16))
          (call $send (i32.load (i32.const 16)) (i32.const 32))
          (i32.or (i32.xor (i32.load8_u (i32.const 32)) (i32.const 1)) (i32.load8_u (i32.const 36))))
        """;

    [Fact]
    public async Task Without_a_grant_there_are_no_sockets() => Assert.Equal(
        0, await Program.RunAsync(new WasiContextBuilder(), Sockets, "(export \"create\" (func $create))", CreateSocket));

    [Fact]
    public async Task With_a_grant_there_are_sockets() => Assert.Equal(
        1,
        await Program.RunAsync(
            new WasiContextBuilder().AllowConnect("127.0.0.1:80"), Sockets, "(export \"create\" (func $create))", CreateSocket));

    [Fact]
    public async Task Names_that_were_not_granted_are_not_looked_up()
    {
        var hasAsked = false;
        var builder = new WasiContextBuilder().AllowNameLookup("granted.example").UseResolver((_, _) =>
        {
            hasAsked = true;
            return Task.FromResult<System.Net.IPAddress[]>([System.Net.IPAddress.Loopback]);
        });
        var exitCode = await Program.RunAsync(builder, Lookup, "(export \"resolve\" (func $resolve))", """
            (import "f" "resolve" (func $resolve (param i32 i32 i32)))
            (data (i32.const 64) "denied.example")
            (func (export "run") (result i32)
              (call $resolve (i32.const 64) (i32.const 14) (i32.const 16))
              (i32.or (i32.xor (i32.load8_u (i32.const 16)) (i32.const 1)) (i32.load8_u (i32.const 20))))
            """);
        Assert.Equal((0, false), (exitCode, hasAsked));
    }

    [Fact]
    public async Task Without_a_grant_there_are_no_directories() => Assert.Equal(
        0,
        await Program.RunAsync(
            new WasiContextBuilder(),
            Files,
            "(export \"directories\" (func $directories))",
            """
            (import "f" "directories" (func $directories (param i32)))
            (func (export "run") (result i32)
              (call $directories (i32.const 16))
              (i32.load (i32.const 20)))
            """));

    [Theory]
    [InlineData("../secret", 0, 0)]
    [InlineData("/etc/passwd", 0, 0)]
    [InlineData("new", 1, 1)]
    [InlineData("none", 0, 2)]
    public async Task Paths_lead_nowhere_but_into_what_was_granted(string path, int openFlags, int error)
    {
        using var folder = new Files.Sandbox();
        var builder = new WasiContextBuilder();
        builder.AddDirectory(folder.Inside, "/", DirectoryRights.ReadOnly);
        var exitCode = await Program.RunAsync(
            builder,
            Files,
            "(export \"directories\" (func $directories)) (export \"open\" (func $open))",
            $$"""
            (import "f" "directories" (func $directories (param i32)))
            (import "f" "open" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
            (data (i32.const 64) "{{path}}")
            (func (export "run") (result i32)
              (call $directories (i32.const 16))
              (call $open (i32.load (i32.load (i32.const 16))) (i32.const 0) (i32.const 64) (i32.const {{path.Length}})
                (i32.const {{openFlags}}) (i32.const {{(openFlags > 0 ? 3 : 1)}}) (i32.const 32))
              (i32.or (i32.xor (i32.load8_u (i32.const 32)) (i32.const 1)) (i32.ne (i32.load8_u (i32.const 36)) (i32.const {{error}}))))
            """);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Without_a_grant_no_request_of_HTTP_is_sent() => Assert.Equal(
        0,
        await Program.RunAsync(
            new WasiContextBuilder(),
            Http,
            """
            (export "future" (func $future)) (export "fields" (func $fields)) (export "new" (func $new)) (export "send" (func $send))
            """,
            Send));
}

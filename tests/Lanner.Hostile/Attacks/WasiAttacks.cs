using Lanner.Tests;

namespace Lanner.Hostile.Attacks;

/// <summary>Programs that call WASI with addresses, lengths and lists that are wrong or huge, and wait for ever.</summary>
internal static class WasiAttacks
{
    private static readonly string[] Numbers = ["0", "1", "3", "8", "65528", "65535", "65536", "1048576", "2147483647", "-8", "-1"];

    internal static IEnumerable<Attack> All { get; } =
    [
        .. WasiFunctions.All.Select(Pokes),
        Program(
            "writes for ever",
            "(i32.store (i32.const 0) (i32.const 100)) (i32.store (i32.const 4) (i32.const 60000)) "
            + "(loop $l (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (br $l))",
            "fd_write"),
        Program(
            "writes a list of the whole memory",
            "(loop $l (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 8190) (i32.const 8))) (br $l))", "fd_write"),
        Program("the same gigabytes in many pieces", """
            (local $i i32)
            (loop $fill
              (i32.store (local.get $i) (i32.const 0)) (i32.store offset=4 (local.get $i) (i32.const 65536))
              (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 8192))))
            (loop $l (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1024) (i32.const 60000))) (br $l))
            """, "fd_write"),
        Program("random numbers for ever", "(loop $l (drop (call $random_get (i32.const 0) (i32.const 65536))) (br $l))", "random_get"),
        Program("yields for ever", "(loop $l (drop (call $sched_yield)) (br $l))", "sched_yield"),
        Program(
            "sleeps for ever",
            "(i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (i64.const -1)) "
            + "(loop $l (drop (call $poll_oneoff (i32.const 0) (i32.const 1000) (i32.const 1) (i32.const 2000))) (br $l))",
            "poll_oneoff"),
        Program("sleeps a thousand times at once", """
            (local $i i32)
            (loop $fill
              (i32.store offset=16 (local.get $i) (i32.const 1)) (i64.store offset=24 (local.get $i) (i64.const 9000000000000000000))
              (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 48))) (i32.const 30000))))
            (loop $l (drop (call $poll_oneoff (i32.const 0) (i32.const 32000) (i32.const 600) (i32.const 60000))) (br $l))
            """, "poll_oneoff"),
        Program(
            "waits for input for ever",
            "(i32.store (i32.const 0) (i32.const 100)) (i32.store (i32.const 4) (i32.const 1)) "
            + "(loop $l (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8))) (br $l))",
            "fd_read"),
        Program(
            "opens for ever",
            """
            (i32.store8 (i32.const 0) (i32.const 46))
            (loop $l (drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0) (i64.const -1)
                  (i64.const -1) (i32.const 0) (i32.const 100))) (br $l))
            """,
            "path_open"),
        Program("makes directories for ever", """
            (local $i i32)
            (loop $l
              (i32.store (i32.const 0) (i32.or (local.get $i) (i32.const 0x41414141)))
              (drop (call $path_create_directory (i32.const 3) (i32.const 0) (i32.const 4)))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br $l))
            """, "path_create_directory"),
        Program(
            "a path of the whole memory",
            "(memory.fill (i32.const 0) (i32.const 47) (i32.const 65536)) "
            + "(loop $l (drop (call $path_create_directory (i32.const 3) (i32.const 0) (i32.const 65536))) (br $l))",
            "path_create_directory"),
        Program(
            "a path of dots",
            "(local $i i32) (loop $f (i32.store (local.get $i) (i32.const 0x2F2E2E2F)) "
            + "(br_if $f (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 65536)))) (loop $l "
            + "(drop (call $path_create_directory (i32.const 3) (i32.const 1) (i32.const 60000))) (br $l))",
            "path_create_directory"),
        Program("links of links", """
            (i32.store (i32.const 0) (i32.const 0x61626364)) (i32.store (i32.const 8) (i32.const 0x61626364))
            (loop $l (drop (call $path_symlink (i32.const 0) (i32.const 4) (i32.const 3) (i32.const 8) (i32.const 4))) (br $l))
            """, "path_symlink"),
        Program("exits in depth", "(call $proc_exit (i32.const 7))", "proc_exit"),
    ];

    /// <summary>A function with each number at each parameter, the others zero, and with each number everywhere, again and again.</summary>
    private static Attack Pokes((string Name, string Parameters) function)
    {
        var types = function.Parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var calls = new List<string>();
        foreach (var number in Numbers)
        {
            calls.Add(Call(function.Name, types, _ => number));
            calls.AddRange(
                Enumerable.Range(0, types.Length).Select(place => Call(function.Name, types, index => index == place ? number : "3")));
        }

        return Program($"{function.Name} with numbers that are wrong", $"(loop $l {string.Concat(calls)} (br $l))", function.Name);
    }

    private static string Call(string function, string[] types, Func<int, string> number) =>
        $"(drop (call ${function} {string.Concat(types.Select((type, index) => $"({type}.const {number(index)})"))}))";

    private static string ParametersOf(string function) => WasiFunctions.All.Single(known => known.Name == function).Parameters;

    private static Attack Program(string name, string body, string function)
    {
        var type = function == "proc_exit" ? "(param i32)" : $"(param {ParametersOf(function)}) (result i32)";
        return new Attack(
            $"wasi: {name}",
            $"""
            (module (import "wasi_snapshot_preview1" "{function}" (func ${function} {type})) (memory (export "memory") 1)
              (func (export "run") {body}))
            """);
    }
}

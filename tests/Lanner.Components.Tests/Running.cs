using System.Runtime.CompilerServices;

namespace Lanner.Components.Tests;

/// <summary>Makes instances of components in tests.</summary>
internal sealed class Running : IDisposable
{
    /// <summary>A memory with an allocator that only goes forward, and a function that returns the list or string that it is
    /// given.</summary>
    public const string EchoModule = """
        (core module $M
          (memory (export "mem") 64)
          (global $next (mut i32) (i32.const 1024))
          (func (export "realloc") (param i32 i32 i32 i32) (result i32)
            (local $address i32)
            (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
            (local.set $address (global.get $next))
            (global.set $next (i32.add (global.get $next) (local.get 3)))
            (local.get $address))
          (func (export "echo") (param i32 i32) (result i32)
            (i32.store (i32.const 16) (local.get 0))
            (i32.store (i32.const 20) (local.get 1))
            (i32.const 16)))
        (core instance $m (instantiate $M))
        """;

    public Running(StoreLimits? limits = null)
    {
        Engine = new Engine();
        Store = new Store(Engine, limits);
        Linker = new ComponentLinker(Engine);
    }

    public Engine Engine { get; }

    public Store Store { get; }

    public ComponentLinker Linker { get; }

    /// <summary>A component that returns values as they came.</summary>
    /// <param name="types">The definitions before the function.</param>
    /// <param name="type">The type, which has to be passed as a pointer and a length.</param>
    /// <param name="encoding">The encoding of strings.</param>
    public static string Echo(string types, string type, string encoding = "utf8") => $$"""
        (component
          {{types}}
          {{EchoModule}}
          (func (export "echo") (param "value" {{type}}) (result {{type}})
            (canon lift (core func $m "echo") string-encoding={{encoding}}
              (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
        """;

    /// <summary>A component whose function <c>f</c> returns what that of another one returns.</summary>
    /// <param name="giver">The definitions of the other, which exports <c>f</c>.</param>
    /// <param name="type">The type, which has to be passed in memory.</param>
    /// <param name="encoding">The encoding of strings.</param>
    public static string Relay(string giver, string type, string encoding = "utf8") => $$"""
        (component
          (component $Giver {{giver}})
          (instance $giver (instantiate $Giver))
          (component $Relay
            (import "f" (func $f (result {{type}})))
            {{EchoModule}}
            (core func $f' (canon lower (func $f) string-encoding={{encoding}}
              (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
            (core module $N
              (import "" "f" (func $f (param i32)))
              (func (export "f") (result i32) (call $f (i32.const 64)) (i32.const 64)))
            (core instance $n (instantiate $N (with "" (instance (export "f" (func $f'))))))
            (func (export "f") (result {{type}})
              (canon lift (core func $n "f") string-encoding={{encoding}} (memory (core memory $m "mem")))))
          (instance $relay (instantiate $Relay (with "f" (func $giver "f"))))
          (func (export "f") (alias export $relay "f")))
        """;

    /// <summary>Copies of all memories of the guests of a store.</summary>
    public static byte[][] CopyMemories(Store store) =>
        [.. MemoriesOf(store).Select(memory => memory.GetSpan(0, (int)memory.Length).ToArray())];

    public ComponentInstance Instantiate(string text) => Linker.Instantiate(Store, Component.FromText(Engine, text));

    public void Dispose()
    {
        Store.Dispose();
        Engine.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_memories")]
    private static extern ref List<Memory> MemoriesOf(Store store);
}

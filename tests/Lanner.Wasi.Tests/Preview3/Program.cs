using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>A program of WASI 0.3 of a few instructions, which may wait.</summary>
internal static class Program
{
    /// <summary>Runs a program.</summary>
    /// <param name="builder">The grants.</param>
    /// <param name="imports">The imports and what is made of them: of what is named here, the core functions that
    /// <paramref name="functions"/> gives to the code.</param>
    /// <param name="functions">The exports of the core instance "f".</param>
    /// <param name="code">The imports of the core module, and its function "run", which returns 0 if it has succeeded.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(WasiContextBuilder builder, string imports, string functions, string code)
    {
        using var engine = new Engine();
        using var context = builder.Build();
        var store = new Store(engine);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        var component = Component.FromText(engine, $$"""
            (component
              (core module $Libc
                (memory (export "mem") 64)
                (global $next (mut i32) (i32.const 4096))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                  (local $address i32)
                  (local.set $address (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
                  (global.set $next (i32.add (local.get $address) (local.get 3)))
                  (local.get $address)))
              (core instance $libc (instantiate $Libc))
              (alias core export $libc "mem" (core memory $mem))
              (alias core export $libc "realloc" (core func $realloc))
              {{imports}}
              (core module $Main (import "libc" "mem" (memory 64)) {{code}})
              (core instance $main (instantiate $Main
                (with "libc" (instance $libc)) (with "f" (instance {{functions}}))))
              (func $run async (result (result)) (canon lift (core func $main "run")))
              (instance $run-interface (export "run" (func $run)))
              (export "wasi:cli/run@0.3.0" (instance $run-interface)))
            """);
        Assert.True(WasiCommand.IsCommand(component));
        try
        {
            return await WasiCommand.RunAsync(linker.Instantiate(store, component))
                .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        }
        finally
        {
            context.Flush();
            store.Dispose();
        }
    }
}

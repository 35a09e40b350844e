using Lanner.Wasi.Preview1;

namespace Lanner.Wasi;

/// <summary>Adds WASI to a <see cref="Linker"/>.</summary>
public static class WasiLinkerExtensions
{
    /// <summary>Defines the functions of WASI 0.1, under the names of <c>wasi_snapshot_preview1</c> and of <c>wasi_unstable</c>, for one
    /// guest.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="context">The part of the host's system that the guest is given.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public static void DefineWasi(this Linker linker, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(context);
        Define(linker, _ => context, context.Trace);
    }

    /// <summary>Defines the functions of WASI 0.1, under the names of <c>wasi_snapshot_preview1</c> and of <c>wasi_unstable</c>, for any
    /// number of guests, each in a store of its own.</summary>
    /// <param name="linker">The linker.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    /// <remarks>The store of each guest carries its context under <see cref="WasiContext.Key"/>. Where it carries none, the guest's first
    /// call ends with <see cref="InvalidOperationException"/>.</remarks>
    /// <example><code>
    /// linker.DefineWasi();
    /// var prepared = linker.Prepare(module);
    /// …
    /// using var context = builder.Build();
    /// using var store = new Store(engine);
    /// store.Set(WasiContext.Key, context);
    /// prepared.Instantiate(store).GetFunction&lt;Action&gt;("_start")();
    /// </code></example>
    public static void DefineWasi(this Linker linker) => DefineWasi(linker, WasiContext.Key);

    /// <summary>Defines the functions of WASI 0.1 for any number of guests, as <see cref="DefineWasi(Linker)"/> does, with another
    /// key.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="key">The key under which the store of each guest carries its context. When the key has a factory, a store that has no
    /// context makes one when its guest first calls, and disposes of it.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    /// <example><code>
    /// linker.DefineWasi(new StoreKey&lt;WasiContext&gt;("context", store =&gt; new WasiContextBuilder().Build()));
    /// </code></example>
    public static void DefineWasi(this Linker linker, StoreKey<WasiContext> key)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(key);
        Define(linker, store => store.Get(key), trace: null);
    }

    private static void Define(Linker linker, Func<Store, WasiContext> find, Action<string>? trace)
    {
        new WasiPreview1(GuestLayout.Snapshot, find).Define(linker, trace);
        new WasiPreview1(GuestLayout.Unstable, find).Define(linker, trace);
    }
}

using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview3;

namespace Lanner.Wasi;

/// <summary>Adds WASI to a <see cref="ComponentLinker"/>.</summary>
public static class WasiComponentLinkerExtensions
{
    /// <summary>Defines the interfaces of WASI 0.2 and 0.3, for one guest. They serve components that were made for 0.2.0 to 0.2.12,
    /// and for 0.3.0.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="context">The part of the host's system that the guest is given. It may be given to modules with WASI 0.1 too.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public static void DefineWasi(this ComponentLinker linker, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(context);
        Define(linker, _ => context, context.Trace);
    }

    /// <summary>Defines the interfaces of WASI 0.2 and 0.3 for any number of guests, each in a store of its own, which carries its context
    /// under <see cref="WasiContext.Key"/>. Where it carries none, the guest's first call ends with
    /// <see cref="InvalidOperationException"/>.</summary>
    /// <param name="linker">The linker.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public static void DefineWasi(this ComponentLinker linker) => DefineWasi(linker, WasiContext.Key);

    /// <summary>Defines the interfaces of WASI 0.2 and 0.3 for any number of guests, as <see cref="DefineWasi(ComponentLinker)"/> does,
    /// with another key.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="key">The key under which the store of each guest carries its context. When the key has a factory, a store that has no
    /// context makes one when its guest first calls, and disposes of it.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public static void DefineWasi(this ComponentLinker linker, StoreKey<WasiContext> key)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(key);
        Define(linker, store => store.Get(key), trace: null);
    }

    private static void Define(ComponentLinker linker, Func<Store, WasiContext> find, Action<string>? trace)
    {
        new WasiPreview2(linker, find, trace).Define();
        new WasiPreview3(linker, find, trace).Define();
    }
}

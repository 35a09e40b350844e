using Lanner.Wasi.Preview1;

namespace Lanner.Wasi;

/// <summary>Adds WASI to a <see cref="Linker"/>.</summary>
public static class WasiLinkerExtensions
{
    /// <summary>Defines the functions of WASI 0.1, under the names of <c>wasi_snapshot_preview1</c> and of <c>wasi_unstable</c>, for one guest.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="context">What the guest is given.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    public static void DefineWasi(this Linker linker, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(context);
        Define(linker, _ => context, context.Trace);
    }

    /// <summary>Defines the functions of WASI 0.1, under the names of <c>wasi_snapshot_preview1</c> and of <c>wasi_unstable</c>, for any number of guests, each in a store of its
    /// own.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="find">Finds what the guest of a store is given. Called for each call of the guest, so that it has to be quick, and always to find the same.</param>
    /// <exception cref="ArgumentException">The names are taken.</exception>
    /// <example><code>
    /// linker.DefineWasi(store =&gt; (WasiContext)store.Data!);
    /// </code></example>
    public static void DefineWasi(this Linker linker, Func<Store, WasiContext> find)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(find);
        Define(linker, find, trace: null);
    }

    private static void Define(Linker linker, Func<Store, WasiContext> find, Action<string>? trace)
    {
        new WasiPreview1(GuestLayout.Snapshot, find).Define(linker, trace);
        new WasiPreview1(GuestLayout.Unstable, find).Define(linker, trace);
    }
}

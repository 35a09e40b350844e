using Lanner.Wasi.Preview1;

namespace Lanner.Wasi;

/// <summary>Adds WASI to a <see cref="Linker"/>.</summary>
public static class WasiLinkerExtensions
{
    /// <summary>Defines the functions of WASI 0.1 (<c>wasi_snapshot_preview1</c>, and <c>wasi_unstable</c> where it is the same).</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="context">What the guest is given. Belongs to one guest.</param>
    public static void DefineWasi(this Linker linker, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(context);
        new WasiPreview1(context).Define(linker);
    }
}

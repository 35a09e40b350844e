using Lanner.Debugging;

namespace Lanner;

/// <summary>Writes what a store holds after a trap to a file that debuggers can look into: a core dump as the WebAssembly tool conventions
/// define it (Coredump.md). It holds everything that the guest had in memory, secrets included.</summary>
/// <remarks>
/// <para>A dump is a module: custom sections <c>core</c>, <c>coremodules</c>, <c>coreinstances</c> and <c>corestack</c>, a memory with the
/// size it had for each memory of the store, data segments with what was not zero in them, and a constant global for each global.</para>
/// <para>What is absent: locals and operands, which are in registers of the machine that nobody has kept, are written as missing; a global
/// that is a reference is written as null; tables have no place in the format. Where several instances of one module are in the store, a
/// frame is said to be of the first.</para>
/// </remarks>
public static class CoreDump
{
    /// <summary>Writes a core dump.</summary>
    /// <param name="output">The stream that the dump is written to.</param>
    /// <param name="store">The store that the guest ran in, which must not have been disposed of and in which nothing may run.</param>
    /// <param name="trap">The trap whose backtrace is written, or null to write a snapshot without one.</param>
    /// <param name="name">The name of the program, in the dump.</param>
    /// <param name="maximumBytes">The number of bytes of memory to write at most, by default 512 MiB; what lies behind, in the order of the
    /// memories, is left out.</param>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumBytes"/> is negative or above 1 GiB.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream output, Store store, TrapException? trap, string name = "", long maximumBytes = 512 << 20)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumBytes, 1L << 30);
        store.Enter();
        try
        {
            new CoreDumpWriter(output, store.States, maximumBytes).Write(name, trap);
        }
        finally
        {
            store.Leave();
        }
    }
}

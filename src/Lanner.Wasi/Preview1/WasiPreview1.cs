using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview1;

/// <summary>The functions of WASI 0.1, one part of the class for each family. What they take from a guest's memory is copied first: another
/// thread of the guest could change it after it was looked at. A pointer that leads out of the memory is the error
/// <see cref="WasiError.Fault"/>.</summary>
internal sealed partial class WasiPreview1
{
    private readonly GuestLayout _layout;
    private readonly Func<Store, WasiContext> _find;

    /// <param name="layout">The version.</param>
    /// <param name="find">Finds the context of a store.</param>
    internal WasiPreview1(GuestLayout layout, Func<Store, WasiContext> find)
    {
        _layout = layout;
        _find = find;
    }

    /// <summary>Defines all functions.</summary>
    /// <param name="linker">The linker that gets the functions.</param>
    /// <param name="trace">Takes a line about each call; null for none.</param>
    internal void Define(Linker linker, Action<string>? trace)
    {
        var definitions = new WasiDefinitions(linker, _layout.ModuleName, trace);
        DefineProcess(definitions);
        DefineDescriptors(definitions);
        DefineTransfers(definitions);
        DefinePaths(definitions);
        DefineSockets(definitions);
        definitions.Define("poll_oneoff", PollOneoff);
    }

    private WasiContext ContextOf(Caller caller) => _find(caller.Store);

    private DescriptorTable TableOf(Caller caller) => _find(caller.Store).Descriptors;

    private static Waiter WaiterOf(Caller caller) => new(caller.Store);

    /// <summary>The memory of the guest, or null when it exports none.</summary>
    private static Memory? MemoryOf(Caller caller)
    {
        try
        {
            return caller.Memory;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A part of the guest's memory.</summary>
    private static bool TryGet(Caller caller, int address, int length, out Span<byte> span)
    {
        span = default;
        return length >= 0 && MemoryOf(caller)?.TryGetSpan((uint)address, length, out span) == true;
    }

    private static int Return(WasiError error) => (int)error;

    /// <summary>Ends the guest if it was interrupted while it waited. With an error it could go on until its next loop or call, and end in
    /// another way.</summary>
    private static WasiError EndIfInterrupted(WasiError error, Caller caller)
    {
        if (error == WasiError.Interrupted)
        {
            caller.Store.ThrowIfInterrupted();
        }

        return error;
    }

    /// <summary>Writes a result, if there is one.</summary>
    private static int Return(WasiError error, Caller caller, int result, uint value)
    {
        if (error == WasiError.Success)
        {
            if (!TryGet(caller, result, 4, out var span))
            {
                return (int)WasiError.Fault;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(span, value);
        }

        return (int)error;
    }

    /// <summary>Writes a result, if there is one.</summary>
    private static int Return(WasiError error, Caller caller, int result, ulong value)
    {
        if (error == WasiError.Success)
        {
            if (!TryGet(caller, result, 8, out var span))
            {
                return (int)WasiError.Fault;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(span, value);
        }

        return (int)error;
    }

    /// <summary>Writes a result, if there is one.</summary>
    private int Return(WasiError error, Caller caller, int result, in FileStatus status)
    {
        if (error == WasiError.Success)
        {
            if (!TryGet(caller, result, _layout.StatusSize, out var span))
            {
                return (int)WasiError.Fault;
            }

            _layout.WriteStatus(span, status);
        }

        return (int)error;
    }

    /// <summary>Reads a list of parts of the guest's memory, each of which is within.</summary>
    /// <param name="caller">The guest.</param>
    /// <param name="list">The address of the list: pairs of an address and a length.</param>
    /// <param name="vectors">Room for as many as there are.</param>
    private static unsafe WasiError ReadVectors(Caller caller, int list, Span<IoVector> vectors)
    {
        if (MemoryOf(caller) is not { } memory || !memory.TryGetSpan((uint)list, vectors.Length * 8, out var pairs))
        {
            return WasiError.Fault;
        }

        var total = 0L;
        for (var index = 0; index < vectors.Length; index++)
        {
            var address = BinaryPrimitives.ReadUInt32LittleEndian(pairs[(index * 8)..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(pairs[((index * 8) + 4)..]);
            if (length > int.MaxValue || !memory.TryGetSpan(address, (int)length, out var part))
            {
                return WasiError.Fault;
            }

            // The sum must fit the result, as on Linux it must fit a signed number.
            total += length;
            vectors[index] = new IoVector((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(part)), (int)length);
        }

        return total > int.MaxValue ? WasiError.Invalid : WasiError.Success;
    }
}

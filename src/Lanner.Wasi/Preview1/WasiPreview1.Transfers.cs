using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview1;

/// <content>Reading and writing: straight between the guest's memory and the file, without allocating.</content>
internal sealed partial class WasiPreview1
{
    /// <summary>How many parts there may be, as on Linux.</summary>
    private const int MaximumVectors = 1024;

    /// <summary>As many as fit on the stack without looking.</summary>
    private const int UsualVectors = 16;

    private void DefineTransfers(WasiDefinitions definitions)
    {
        definitions.Define("fd_read", FdRead);
        definitions.Define("fd_write", FdWrite);
        definitions.Define("fd_pread", FdPread);
        definitions.Define("fd_pwrite", FdPwrite);
    }

    private int FdRead(Caller caller, int descriptor, int list, int count, int result) =>
        Transfer(caller, descriptor, Rights.Read, list, count, result, 0, static (file, vectors, _, waiter, out transferred) => file.Read(vectors, waiter, out transferred));

    private int FdWrite(Caller caller, int descriptor, int list, int count, int result) =>
        Transfer(caller, descriptor, Rights.Write, list, count, result, 0, static (file, vectors, _, waiter, out transferred) => file.Write(vectors, waiter, out transferred));

    private int FdPread(Caller caller, int descriptor, int list, int count, long offset, int result) =>
        Transfer(caller, descriptor, Rights.Read | Rights.Seek, list, count, result, (ulong)offset, static (file, vectors, offset, waiter, out transferred) => file.ReadAt(vectors, offset, waiter, out transferred));

    private int FdPwrite(Caller caller, int descriptor, int list, int count, long offset, int result) =>
        Transfer(caller, descriptor, Rights.Write | Rights.Seek, list, count, result, (ulong)offset, static (file, vectors, offset, waiter, out transferred) => file.WriteAt(vectors, offset, waiter, out transferred));

    /// <summary>What all of them do: find the file, read the list of parts, move the bytes, say how many.</summary>
    private int Transfer(Caller caller, int descriptor, Rights needed, int list, int count, int result, ulong offset, MoveBytes move)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, needed);
        if (use.Error != WasiError.Success || (uint)count > MaximumVectors)
        {
            return Return(use.Error != WasiError.Success ? use.Error : WasiError.Invalid);
        }

        var vectors = count <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[count];
        vectors = vectors[..count];
        var transferred = 0ul;
        var error = ReadVectors(caller, list, vectors);
        error = error == WasiError.Success ? move(use.File!, vectors, offset, WaiterOf(caller), out transferred) : error;
        return Return(EndIfInterrupted(error, caller), caller, result, (uint)transferred);
    }

    private delegate WasiError MoveBytes(OpenFile file, ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong transferred);
}

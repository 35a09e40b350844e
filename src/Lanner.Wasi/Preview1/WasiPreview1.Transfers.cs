using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview1;

/// <content>Reading and writing: straight between the guest's memory and the file, without allocating.</content>
internal sealed partial class WasiPreview1
{
    /// <summary>The number of parts that there may be, as on Linux.</summary>
    private const int MaximumVectors = 1024;

    /// <summary>As many as fit on the stack without looking.</summary>
    private const int UsualVectors = 16;

    /// <summary>The number of bytes that are moved before the guest's interruption is looked at.</summary>
    private const int ChunkSize = 1 << 20;

    private void DefineTransfers(WasiDefinitions definitions)
    {
        definitions.Define("fd_read", FdRead);
        definitions.Define("fd_write", FdWrite);
        definitions.Define("fd_pread", FdPread);
        definitions.Define("fd_pwrite", FdPwrite);
    }

    private int FdRead(Caller caller, int descriptor, int list, int count, int result) =>
        Transfer(
            caller, descriptor, Rights.Read, list, count, result, 0,
            static (file, vectors, _, waiter, out transferred) => file.Read(vectors, waiter, out transferred));

    private int FdWrite(Caller caller, int descriptor, int list, int count, int result) =>
        Transfer(
            caller, descriptor, Rights.Write, list, count, result, 0,
            static (file, vectors, _, waiter, out transferred) => file.Write(vectors, waiter, out transferred));

    private int FdPread(Caller caller, int descriptor, int list, int count, long offset, int result) =>
        Transfer(
            caller, descriptor, Rights.Read | Rights.Seek, list, count, result, (ulong)offset,
            static (file, vectors, offset, waiter, out transferred) => file.ReadAt(vectors, offset, waiter, out transferred));

    private int FdPwrite(Caller caller, int descriptor, int list, int count, long offset, int result) =>
        Transfer(
            caller, descriptor, Rights.Write | Rights.Seek, list, count, result, (ulong)offset,
            static (file, vectors, offset, waiter, out transferred) => file.WriteAt(vectors, offset, waiter, out transferred));

    /// <summary>Does the steps that all of them have: finds the file, reads the list of parts, moves the bytes, stores their
    /// number.</summary>
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
        error = error == WasiError.Success ? Move(caller, use.File!, vectors, needed, offset, move, out transferred) : error;
        return Return(EndIfInterrupted(error, caller), caller, result, (uint)transferred);
    }

    /// <summary>Moves the bytes, many of them in chunks: the operating system is not interrupted, and gigabytes take it seconds.</summary>
    private static WasiError Move(
        Caller caller, OpenFile file, ReadOnlySpan<IoVector> vectors, Rights needed, ulong offset, MoveBytes move, out ulong transferred)
    {
        if (IoVector.TotalLength(vectors) <= ChunkSize)
        {
            return move(file, vectors, offset, WaiterOf(caller), out transferred);
        }

        transferred = 0;
        var room = vectors.Length <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[vectors.Length];
        var chunks = new IoVector.Chunks(vectors);
        for (var parts = chunks.Next(room, ChunkSize); parts > 0; parts = chunks.Next(room, ChunkSize))
        {
            var chunk = room[..parts];
            var error = move(file, chunk, offset + transferred, WaiterOf(caller), out var count);
            transferred += count;
            if (error != WasiError.Success)
            {
                return transferred > 0 && error != WasiError.Interrupted ? WasiError.Success : error;
            }

            caller.Store.ThrowIfInterrupted();

            // Reading on where bytes come from elsewhere could wait, though some have come.
            if (count < IoVector.TotalLength(chunk)
                || ((needed & Rights.Read) != 0 && file.Type is not (FileType.RegularFile or FileType.BlockDevice)))
            {
                break;
            }
        }

        return WasiError.Success;
    }

    private delegate WasiError MoveBytes(OpenFile file, ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong transferred);
}

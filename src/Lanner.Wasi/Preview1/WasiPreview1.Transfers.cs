using System.Net.Sockets;
using Lanner.Wasi.Files;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview1;

/// <content>Reading and writing: straight between the guest's memory and the file, without allocating.</content>
internal sealed partial class WasiPreview1
{
    /// <summary>How many parts there may be, as on Linux.</summary>
    private const int MaximumVectors = 1024;

    /// <summary>As many as fit on the stack without looking.</summary>
    private const int UsualVectors = 16;

    private void DefineTransfers(Linker linker, string module)
    {
        linker.Define(module, "fd_read", FdRead);
        linker.Define(module, "fd_write", FdWrite);
        linker.Define(module, "fd_pread", FdPread);
        linker.Define(module, "fd_pwrite", FdPwrite);
    }

    private int FdRead(Caller caller, int descriptor, int list, int count, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Read);
        if (use.Error != WasiError.Success || (uint)count > MaximumVectors)
        {
            return Return(use.Error != WasiError.Success ? use.Error : WasiError.Invalid);
        }

        var vectors = count <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[count];
        vectors = vectors[..count];
        var transferred = 0ul;
        var error = ReadVectors(caller, list, vectors);
        error = error == WasiError.Success ? use.File!.Read(vectors, WaiterOf(caller), out transferred) : error;
        return Return(error, caller, result, (uint)transferred);
    }

    private int FdWrite(Caller caller, int descriptor, int list, int count, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Write);
        if (use.Error != WasiError.Success || (uint)count > MaximumVectors)
        {
            return Return(use.Error != WasiError.Success ? use.Error : WasiError.Invalid);
        }

        var vectors = count <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[count];
        vectors = vectors[..count];
        var transferred = 0ul;
        var error = ReadVectors(caller, list, vectors);
        error = error == WasiError.Success ? use.File!.Write(vectors, WaiterOf(caller), out transferred) : error;
        return Return(error, caller, result, (uint)transferred);
    }

    private int FdPread(Caller caller, int descriptor, int list, int count, long offset, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Read | Rights.Seek);
        if (use.Error != WasiError.Success || (uint)count > MaximumVectors)
        {
            return Return(use.Error != WasiError.Success ? use.Error : WasiError.Invalid);
        }

        var vectors = count <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[count];
        vectors = vectors[..count];
        var transferred = 0ul;
        var error = ReadVectors(caller, list, vectors);
        error = error == WasiError.Success ? use.File!.ReadAt(vectors, (ulong)offset, WaiterOf(caller), out transferred) : error;
        return Return(error, caller, result, (uint)transferred);
    }

    private int FdPwrite(Caller caller, int descriptor, int list, int count, long offset, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.Write | Rights.Seek);
        if (use.Error != WasiError.Success || (uint)count > MaximumVectors)
        {
            return Return(use.Error != WasiError.Success ? use.Error : WasiError.Invalid);
        }

        var vectors = count <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[count];
        vectors = vectors[..count];
        var transferred = 0ul;
        var error = ReadVectors(caller, list, vectors);
        error = error == WasiError.Success ? use.File!.WriteAt(vectors, (ulong)offset, WaiterOf(caller), out transferred) : error;
        return Return(error, caller, result, (uint)transferred);
    }
}

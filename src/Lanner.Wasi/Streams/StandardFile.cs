using Lanner.Wasi.Files;

namespace Lanner.Wasi.Streams;

/// <summary>A standard stream that is not one of the operating system: neither file nor terminal.</summary>
internal abstract class StandardFile : OpenFile
{
    internal override FileType Type => FileType.Unknown;

    internal override WasiError GetStatus(out FileStatus status)
    {
        status = new FileStatus(0, 0, Type, 1, 0, 0, 0, 0);
        return WasiError.Success;
    }

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification) => WasiError.NotPermitted;
}

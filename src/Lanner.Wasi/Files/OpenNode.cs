namespace Lanner.Wasi.Files;

/// <summary>A file or directory that a guest has open. All results are errors by number: guests run into errors all the time, and
/// exceptions cost a thousand times as much. Several threads of one guest may use a node at once.</summary>
internal abstract class OpenNode : IDisposable
{
    internal abstract FileType Type { get; }

    /// <summary>The rights that the host gives the guest on it; inherited by everything that is opened through it.</summary>
    internal DirectoryRights Rights { get; set; } = DirectoryRights.All;

    internal abstract WasiError GetStatus(out FileStatus status);

    internal WasiError SetTimes(TimeChange access, TimeChange modification) =>
        (Rights & DirectoryRights.Write) == 0 ? WasiError.ReadOnlyFileSystem : SetTimesCore(access, modification);

    /// <summary>Has what was written reach the storage.</summary>
    /// <param name="dataOnly">True if the times may be left out.</param>
    internal virtual WasiError Sync(bool dataOnly) => WasiError.Success;

    protected abstract WasiError SetTimesCore(TimeChange access, TimeChange modification);

    protected virtual void Dispose(bool disposing)
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }
}

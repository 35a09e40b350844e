namespace Lanner.Server.Serving;

/// <summary>A file as it was when somebody looked at it.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Time">The time when it was written last.</param>
/// <param name="Length">Its length; -1 if it was not there.</param>
internal readonly record struct FileStamp(string Path, DateTime Time, long Length)
{
    /// <summary>Looks at a file. To be done before it is read, so that what changes meanwhile is noticed.</summary>
    internal static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(path, file.LastWriteTimeUtc, file.Length) : new FileStamp(path, default, -1);
    }
}

/// <summary>Notices changes of files. It looks at them now and then, since notices of the system are not there for every file system, and
/// come for files that are half written.</summary>
/// <param name="files">The files as they were read.</param>
internal sealed class FileWatch(IReadOnlyList<FileStamp> files)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    private FileStamp[] _seen = [.. files];

    /// <summary>Waits until a file is another one than before, and none changes any more.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    internal async Task WaitAsync(CancellationToken cancellation)
    {
        FileStamp[] last;
        var now = _seen;
        do
        {
            await Task.Delay(Interval, cancellation).ConfigureAwait(false);
            (last, now) = (now, [.. _seen.Select(file => FileStamp.Of(file.Path))]);
        }
        while (!now.SequenceEqual(last) || now.SequenceEqual(_seen));
        _seen = now;
    }
}

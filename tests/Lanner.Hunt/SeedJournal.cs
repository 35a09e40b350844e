using System.IO.MemoryMappedFiles;

namespace Lanner.Hunt;

/// <summary>A file in which each thread notes the seed at hand, so that it is known when the process comes to a bad end.</summary>
internal sealed class SeedJournal : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _threads;

    private SeedJournal(MemoryMappedFile file, int threads)
    {
        _file = file;
        _view = file.CreateViewAccessor();
        _threads = threads;
    }

    internal static SeedJournal Open(string path, int threads) =>
        new(MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, threads * sizeof(long)), threads);

    /// <summary>The seeds that were at hand last, in order; zeros where none was.</summary>
    internal long[] Seeds => [.. Enumerable.Range(0, _threads).Select(thread => _view.ReadInt64(thread * sizeof(long))).Order()];

    internal void Begin(int thread, long seed) => _view.Write(thread * sizeof(long), seed);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}

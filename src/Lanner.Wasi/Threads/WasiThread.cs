namespace Lanner.Wasi.Threads;

/// <summary>A thread of a guest that runs, with its store.</summary>
internal sealed record WasiThread(Store Store, Thread Thread);

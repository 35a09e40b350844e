namespace Lanner.Wasi.Threads;

/// <summary>A thread of a guest that runs, with its store.</summary>
internal sealed record GuestThread(Store Store, Thread Thread);

namespace Lanner.Hunt;

/// <summary>What to hunt with.</summary>
/// <param name="Seed">The first seed; the others follow it.</param>
/// <param name="Count">How many inputs at most.</param>
/// <param name="Time">How long at most.</param>
/// <param name="Threads">How many inputs at a time.</param>
/// <param name="Folder">Where finds are saved.</param>
/// <param name="Shrinks">Whether finds are made smaller.</param>
/// <param name="Stop">Ends the hunt when the inputs at hand are done.</param>
internal sealed record HuntOptions(ulong Seed, long Count, TimeSpan Time, int Threads, string Folder, bool Shrinks, CancellationToken Stop = default);

using Lanner.Hunt.Generation;

namespace Lanner.Hunt;

/// <summary>The options of a hunt.</summary>
/// <param name="Seed">The first seed; the others follow it.</param>
/// <param name="Count">The number of inputs at most.</param>
/// <param name="Time">The time at most.</param>
/// <param name="Threads">The number of inputs at a time.</param>
/// <param name="Folder">The folder where finds are saved.</param>
/// <param name="Shrinks">True if finds are made smaller.</param>
/// <param name="Stop">Ends the hunt when the inputs at hand are done.</param>
internal sealed record HuntOptions(
    ulong Seed, long Count, TimeSpan Time, int Threads, string Folder, bool Shrinks, CancellationToken Stop = default)
{
    /// <summary>The generators of modules, seed by seed.</summary>
    internal IModuleGenerator[] Generators { get; init; } = [new ModuleGenerator()];

    /// <summary>The journal that notes the seeds at hand for another process, or null.</summary>
    internal SeedJournal? Journal { get; init; }

    /// <summary>True if the hunt ends with the first find.</summary>
    internal bool EndsWithFirst { get; init; }

    /// <summary>The oracle that the others are compared with.</summary>
    internal Oracle Oracle { get; init; } = Oracle.Both;
}

/// <summary>The engines that say what is right.</summary>
internal enum Oracle
{
    /// <summary>Wasmtime and the reference interpreter.</summary>
    Both,

    Wasmtime,

    Interpreter,
}

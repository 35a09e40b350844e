using Lanner.Calls;
using Lanner.Linking;

namespace Lanner;

/// <summary>A module whose imports are found and their types compared, so that instances of it are made at the least cost, such as one for
/// each request. Made by <see cref="Linker.Prepare"/>, which finds imports by their names, or from an extern for each import. Thread-safe.
/// </summary>
/// <remarks>What the linker gets or loses afterwards changes nothing. It serves every store of the engine when all that the module imports
/// are functions that were given to the linker as delegates or callbacks, tags, and shared memories; when it imports something that belongs
/// to a store, it serves that store only.</remarks>
public sealed class PreparedModule
{
    private readonly Extern[] _externs;

    /// <summary>True if something is imported that belongs to a store, or whose size has to be compared with each instantiation.</summary>
    private readonly bool _isCheckedEachTime;

    /// <summary>Gives a module an extern for each of its imports, in their order (<c>module_instantiate</c> of the specification's
    /// embedding).</summary>
    /// <param name="module">The module.</param>
    /// <param name="externs">As many as the module has imports.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is null.</exception>
    /// <exception cref="LinkException">An import is given something of another type.</exception>
    /// <exception cref="ObjectDisposedException">The module is disposed of.</exception>
    public PreparedModule(Module module, IEnumerable<Extern> externs)
        : this(Checked(module, externs), module)
    {
    }

    /// <exception cref="LinkException">An import is defined as something of another type.</exception>
    private PreparedModule(Extern[] externs, Module module)
    {
        Module = module;
        _externs = externs;
        for (var index = 0; index < externs.Length; index++)
        {
            ImportMatching.CheckType(module.Imports[index], externs[index]);
            if (externs[index] is HostFunction function)
            {
                function.Prepare(((FunctionExternalType)module.Imports[index].Type).Type);
            }
            else
            {
                _isCheckedEachTime |= externs[index] is not Tag;
            }
        }
    }

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>Gives a module the externs that were found for its imports.</summary>
    /// <exception cref="LinkException">An import is defined as something of another type.</exception>
    internal static PreparedModule Of(Module module, Extern[] externs) => new(externs, module);

    private static Extern[] Checked(Module module, IEnumerable<Extern> externs)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(externs);
        module.ThrowIfDisposed();
        Extern[] given = [.. externs];
        if (given.Length != module.Imports.Count)
        {
            throw new ArgumentException($"The module has {module.Imports.Count} imports; {given.Length} were given.", nameof(externs));
        }

        var missing = Array.IndexOf(given, null);
        return missing < 0 ? given : throw new ArgumentException($"The extern for import {missing} is null.", nameof(externs));
    }

    /// <summary>The extern for each import.</summary>
    internal ReadOnlySpan<Extern> Externs => _externs;

    /// <summary>Makes an instance of the module and runs its start function (specification 4.5.4).</summary>
    /// <param name="store">The store that the instance is to belong to.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentException">The store belongs to another engine, or the module imports something that belongs to another
    /// store.</exception>
    /// <exception cref="LinkException">A memory or table that the module imports is smaller than it asks for.</exception>
    /// <exception cref="ResourceLimitException">The store's limits, or the host, do not allow the memories and tables.</exception>
    /// <exception cref="TrapException">A segment does not fit into its memory or table, or the start function trapped. What was written
    /// until then stays written.</exception>
    /// <exception cref="WasmException">The start function did not catch an exception.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The module or the store is disposed of.</exception>
    public Instance Instantiate(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.Engine != Module.Engine)
        {
            throw new ArgumentException("The store and the module belong to different engines.", nameof(store));
        }

        Module.ThrowIfDisposed();
        return Instantiation.Run(store, this);
    }

    /// <summary>Refuses a store that what is imported does not belong to, and memories and tables that are too small at the
    /// moment.</summary>
    internal void Check(Store store)
    {
        for (var index = 0; _isCheckedEachTime && index < _externs.Length; index++)
        {
            ImportMatching.CheckStore(store, Module.Imports[index], _externs[index]);
        }
    }
}

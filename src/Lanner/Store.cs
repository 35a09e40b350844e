using Lanner.Runtime;

namespace Lanner;

/// <summary>One tenant: instances that may see each other, with the limits of what they may use together. Everything that is made in a
/// store lives as long as the store.
/// </summary>
/// <remarks>
/// <para>A store is used by one thread at a time, but not always by the same: entering it from a second thread while the first is inside
/// throws <see cref="InvalidOperationException"/>. Only the members that interrupt may be called from any thread at any time.</para>
/// <para>A guest can call host functions and these can call guests again, to any depth that the stack allows.</para>
/// </remarks>
public sealed partial class Store : IDisposable
{
    /// <summary>Makes a store.</summary>
    /// <param name="engine">The engine; modules of other engines cannot be instantiated in the store.</param>
    /// <param name="limits">The limits of the guests; null for the default limits.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
    /// <exception cref="ArgumentException">The limits are of fuel or time, and the engine was made without
    /// <see cref="EngineOptions.FuelCosts"/> or <see cref="EngineOptions.Interruptible"/>.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    public Store(Engine engine, StoreLimits? limits = null)
        : this(engine, limits, null)
    {
    }

    private Store(Engine engine, StoreLimits? limits, Store? other)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.ThrowIfDisposed();
        Engine = engine;
        Limits = limits ?? new StoreLimits();
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.MemoryBytes ?? 0, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.StackBytes ?? 0, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.HeapBytes ?? 0, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.TableElements, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.Instances, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.Memories, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.AddressSpaceBytes ?? 0, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.Tables, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.HostCopyBytes, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.Fuel ?? 0, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(Limits.CallTime?.Ticks ?? 0, nameof(limits));
        if (Limits.Fuel is not null && engine.Options.FuelCosts is null)
        {
            throw new ArgumentException("Fuel can be limited only when the engine is made with EngineOptions.FuelCosts.", nameof(limits));
        }

        if (Limits.CallTime is not null && !engine.Options.Interruptible)
        {
            throw new ArgumentException(
                "Time can be limited only when the engine is made with EngineOptions.Interruptible.", nameof(limits));
        }

        FuelMeter = engine.Options.FuelCosts is { } costs ? new FuelMeter(Limits.Fuel ?? long.MaxValue, costs) : null;
        _share = new StoreShare(other?._share.Account ?? new StoreAccount(Limits, engine.Account));
        _values = other?._values ?? new StoreValues();
        _values.AddStore();
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>The limits of the guests.</summary>
    public StoreLimits Limits { get; }

    /// <summary>The object that stands for the store where references say whose they are.</summary>
    internal StoreIdentity Identity { get; } = new();

    /// <summary>Makes a store for another thread of the program that runs in this one. It has the same limits and carries the same values
    /// (<see cref="Get"/>), and what guests hold in both counts together: memories, tables, instances and the heap. Stack, time and fuel
    /// are its own. It is disposed of by itself. May be called by any thread.</summary>
    /// <param name="fuel">The fuel of its guests; null for as much as <see cref="StoreLimits.Fuel"/> says.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fuel"/> is negative.</exception>
    /// <exception cref="ArgumentException">Fuel is given, and the engine was made without
    /// <see cref="EngineOptions.FuelCosts"/>.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed of.</exception>
    public Store CreateForThread(long? fuel = null) => new(Engine, fuel is null ? Limits : Limits with { Fuel = fuel }, this);

    /// <summary>Ends the use of the store and frees its memories, except shared ones, which others may still use. Then the values that
    /// factories of keys have made are disposed of if they can be, in the opposite order of their making, unless another store carries them
    /// too (<see cref="CreateForThread"/>): the last does it. A store that is not disposed of frees its memories when it is collected, and
    /// disposes of no values.</summary>
    /// <exception cref="InvalidOperationException">A guest of the store is running.</exception>
    /// <remarks>An exception that a value throws when it is disposed of is thrown once all else is done; of several, the first.</remarks>
    public void Dispose()
    {
        if (CloseForAll())
        {
            FreeMemories();
            foreach (var state in States)
            {
                state.Instance.Module.Compiled.Release();
            }

            _share.Close();
            _values.RemoveStore();
        }
    }
}

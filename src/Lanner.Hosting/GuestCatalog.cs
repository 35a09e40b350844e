using System.Diagnostics.CodeAnalysis;

namespace Lanner.Hosting;

/// <summary>The guests of a host by name: a service of the host. Thread-safe.</summary>
public sealed class GuestCatalog : IAsyncDisposable
{
    internal GuestCatalog()
    {
    }

    /// <summary>The guests, in no order.</summary>
    public IReadOnlyCollection<GuestPool> Guests => throw new NotImplementedException();

    /// <summary>Gets a guest.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such guest.</exception>
    public GuestPool Get(string name) => throw new NotImplementedException();

    /// <summary>Finds a guest.</summary>
    /// <param name="name">The name.</param>
    /// <param name="guest">The guest, or null.</param>
    /// <returns>False if there is no such guest.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out GuestPool? guest) => throw new NotImplementedException();

    /// <summary>Adds a guest, which is loaded when it is first called, or by <see cref="GuestPool.LoadAsync"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="options">The options, which must not change any more.</param>
    /// <returns>The guest.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong.</exception>
    public GuestPool Add(string name, GuestOptions options) => throw new NotImplementedException();

    /// <summary>Loads another version of a guest, and has it take the calls that come from then on. Those that are under way end with the
    /// version with which they began. When the new version cannot be loaded, the old one stays.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">Where the new version comes from.</param>
    /// <param name="cancellation">Stops loading.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="KeyNotFoundException">There is no such guest.</exception>
    /// <exception cref="LannerException">The module or component is not right, or its imports are not defined.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public Task<GuestCode> ReplaceAsync(string name, GuestSource source, CancellationToken cancellation = default) =>
        throw new NotImplementedException();

    /// <summary>Takes a guest out, lets its calls come to their end, and disposes of its instances.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellation">Interrupts the calls that are still under way.</param>
    /// <returns>False if there is no such guest.</returns>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>Interrupts all calls, and disposes of all instances.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

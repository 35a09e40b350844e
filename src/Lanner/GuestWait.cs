using Lanner.Runtime;

namespace Lanner;

/// <summary>A guest that waits: for a function of the host, for another thread of its program, or, in a component, for a task, a stream
/// or a future.</summary>
/// <param name="Store">The store of the guest.</param>
/// <param name="Function">The function that is waited for: the two names under which the linker knows it with a dot between them, the
/// name of the instruction, or the function of a component and what it waits for.</param>
/// <param name="Since">The time when the wait began.</param>
public sealed record GuestWait(Store Store, string Function, DateTimeOffset Since)
{
    /// <summary>The guests of all stores of the process that wait at the moment; see <see cref="Store.GetWaits"/>. May be called by any
    /// thread.</summary>
    /// <returns>The waits, those of a store in the order in which they began.</returns>
    public static IReadOnlyList<GuestWait> GetAll() => StoreWaits.ListAll();
}

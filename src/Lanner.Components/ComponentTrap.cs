using Lanner.Components.Resources;

namespace Lanner.Components;

/// <summary>Traps of host functions: what they throw when a component has broken the rules of the interface. Thread-safe.</summary>
public static class ComponentTrap
{
    /// <summary>Makes a trap, to be thrown. The instance that called may not be called any more then.</summary>
    /// <param name="reason">The rule that was broken, for people.</param>
    /// <returns>The trap, whose code is <see cref="TrapCode.Unreachable"/>.</returns>
    public static TrapException Because(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return AbiTraps.Of(reason);
    }
}

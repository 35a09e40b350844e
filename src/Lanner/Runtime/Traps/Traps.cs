using System.Diagnostics.CodeAnalysis;

namespace Lanner.Runtime;

/// <summary>The methods that compiled code calls to trap.</summary>
internal static class Traps
{
    /// <summary>Raises a trap. Compiled code calls this in its cold paths.</summary>
    [DoesNotReturn]
    internal static void Throw(TrapCode code) => throw new TrapException(code);

    /// <summary>The stack pointer was below <see cref="InstanceState.StackLimit"/> when a function was entered: the stack is used up, or
    /// the limit was raised to interrupt the guest.</summary>
    [DoesNotReturn]
    internal static void StackCheckFailed(InstanceState state) =>
        throw (state.Interrupt != 0 ? state.Store.InterruptionTrap() : state.Store.StackTrap());

    /// <summary>A loop found <see cref="InstanceState.Interrupt"/> set.</summary>
    [DoesNotReturn]
    internal static void PollFailed(InstanceState state) => throw state.Store.InterruptionTrap();

    /// <summary>There was not enough fuel.</summary>
    [DoesNotReturn]
    internal static void OutOfFuel(InstanceState state) =>
        throw new TrapException(TrapCode.OutOfFuel, limit: new ResourceLimit(ResourceKind.Fuel, state.Fuel!.Given));

    /// <summary>Stands for a function that the CLR cannot hold.</summary>
    [DoesNotReturn]
    internal static void FunctionTooLarge() =>
        throw new ResourceLimitException(
            "The function has more than 64,000 locals and operands at once, or too many blocks that catch exceptions for its locals, which "
            + "is more than a method of .NET can have.");
}

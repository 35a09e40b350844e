using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Lanner.Calls;

/// <summary>Bridges for function types that were compiled with a library: the only ones where no code can be made at run time.
/// Thread-safe.</summary>
internal static class PrecompiledBridges
{
    private static readonly ConditionalWeakTable<FunctionType, Addresses> Bridges = [];

    /// <summary>Makes the bridges for a type known.</summary>
    /// <param name="type">The type.</param>
    /// <param name="callWithValues">The address of a <see cref="TrampolineBody"/>.</param>
    /// <param name="callback">The address of what calls a <see cref="HostCallback"/>.</param>
    /// <param name="owner">The object that keeps the code loaded: as long as the type is used.</param>
    internal static void Add(FunctionType type, nint callWithValues, nint callback, object owner) =>
        Bridges.TryAdd(type, new Addresses(callWithValues, callback, owner));

    /// <summary>Finds the code that calls functions of a type with rows of values.</summary>
    internal static bool TryFindCall(FunctionType type, [NotNullWhen(true)] out TrampolineBody? body)
    {
        body = Bridges.TryGetValue(type, out var addresses) ? addresses.Call : null;
        return body is not null;
    }

    /// <summary>Finds the code that calls callbacks as functions of a type; 0 if there is none.</summary>
    internal static nint FindCallback(FunctionType type) => Bridges.TryGetValue(type, out var addresses) ? addresses.Callback : 0;

    /// <summary>Says that there is no bridge, and none can be made.</summary>
    internal static PlatformNotSupportedException Missing(FunctionType type) => new(
        $"The program was compiled ahead of time, and no library in it has a function type {type}: "
        + "calls of that type from or to the host cannot be made.");

    /// <summary>The bridges of a type.</summary>
    private sealed unsafe class Addresses
    {
        private readonly delegate*<nint, Runtime.InstanceState, ref Value, ref Value, nuint, ref object?, void> _call;

        private readonly object _owner;

        internal Addresses(nint callWithValues, nint callback, object owner)
        {
            _owner = owner;
            _call = (delegate*<nint, Runtime.InstanceState, ref Value, ref Value, nuint, ref object?, void>)callWithValues;
            Callback = callback;
            Call = Invoke;
        }

        internal TrampolineBody Call { get; }

        internal nint Callback { get; }

        private void Invoke(
            nint code, Runtime.InstanceState state, ref Value arguments, ref Value results, nuint bytes, ref object? references)
        {
            _call(code, state, ref arguments, ref results, bytes, ref references);
            GC.KeepAlive(_owner);
        }
    }
}

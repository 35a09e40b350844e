using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>The types of structures and arrays, by the classes that stand for them in the CLR. Thread-safe.</summary>
internal static class AggregateTypes
{
    /// <summary>Weak on both sides: the CLR keeps the classes as long as their context, which the types keep.</summary>
    private static readonly ConditionalWeakTable<Type, WeakReference<DefinedType>> Definitions = [];

    /// <summary>Says which type a class stands for.</summary>
    internal static void Register(Type emitted, DefinedType type) => Definitions.Add(emitted, new WeakReference<DefinedType>(type));

    /// <summary>The type that an object is of, or null when it is neither a structure nor an array of a guest, or when nothing is left that
    /// has the type.</summary>
    internal static DefinedType? Of(object reference) =>
        reference is GuestStructure or Array && Definitions.TryGetValue(reference.GetType(), out var definition)
        && definition.TryGetTarget(out var type) ? type : null;
}

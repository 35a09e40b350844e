using System.Reflection;
using System.Runtime.Loader;
using Lanner.Runtime;

namespace Lanner.Compilation.Aggregates;

/// <summary>Represents a structure or array type in the CLR. A structure type is a class, whose base is that of the declared supertype and
/// which has a typed field for each field that the supertype does not have; an array type is an array of values of a struct that holds just
/// the element, so that arrays of different types differ and references are stored without the CLR's check of covariance.</summary>
internal sealed class AggregateClass
{
    /// <summary>The type that casts test for: the class, or the array of <see cref="Element"/>.</summary>
    internal required Type Type { get; init; }

    /// <summary>Of an array, the struct that holds an element.</summary>
    internal Type? Element { get; init; }

    /// <summary>Of an array, the method that makes one: of a length and an <see cref="InstanceState"/>.</summary>
    internal MethodInfo? ArrayCreator { get; init; }

    /// <summary>The fields of a structure, those of the supertypes in their classes; of an array the one of
    /// <see cref="Element"/>.</summary>
    internal required FieldInfo[] Fields { get; init; }

    /// <summary>Makes a structure of default values.</summary>
    internal ConstructorInfo DefaultConstructor { get; init; } = null!;

    /// <summary>Makes a structure of given values; null when there are too many of them, or none.</summary>
    internal ConstructorInfo? Constructor { get; init; }

    /// <summary>The bytes that a structure takes on the heap, or an element of an array.</summary>
    internal required int Size { get; init; }
}

/// <summary>The origin of the class of a type: its assembly, the tokens of the class and of the first field that is its own, and the load
/// context that must not be unloaded while the type can be used.</summary>
internal sealed record AggregateOrigin(Assembly Assembly, int Class, int FirstField, AssemblyLoadContext Context);

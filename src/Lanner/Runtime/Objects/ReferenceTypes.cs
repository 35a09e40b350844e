namespace Lanner.Runtime;

/// <summary>Says whether objects are values of reference types (specification 4.2.1 and 3.3.5). Needed wherever a reference comes from the
/// host: in compiled code validation has settled it.</summary>
internal static class ReferenceTypes
{
    /// <summary>Tests whether a reference, or null, is a value of a type.</summary>
    internal static bool Accept(WasmValueType type, object? reference) =>
        reference is null ? type.IsNullable : Accept(type.HeapType, reference);

    /// <summary>Refuses a reference that is not a value of a type.</summary>
    internal static void Require(WasmValueType type, object? reference, string parameterName)
    {
        if (!Accept(type, reference))
        {
            throw new ArgumentException($"{Describe(reference)} is not a value of type {type}.", parameterName);
        }
    }

    /// <summary>Describes an object, for messages.</summary>
    internal static string Describe(object? reference) => reference switch
    {
        null => "A null reference",
        Function function => $"A function of type {function.Type}",
        I31 number => $"The reference {number}",
        _ when AggregateTypes.Of(reference) is { } type => $"An object of type {type}",
        _ => $"An object of type {reference.GetType()}",
    };

    private static bool Accept(HeapType type, object reference) => type.Top switch
    {
        HeapTypeKind.Func => reference is Function function && new HeapType(function.ExactType).IsSubtypeOf(type),
        HeapTypeKind.Exn => type.Kind == HeapTypeKind.Exn && reference is WasmException,

        // Any object can be wrapped as either, and the wrapper is the object itself.
        HeapTypeKind.Extern => type.Kind == HeapTypeKind.Extern,
        _ => type.Kind switch
        {
            HeapTypeKind.Any => true,
            HeapTypeKind.Eq => ReferenceOperations.IsEq(reference),
            HeapTypeKind.I31 => reference is I31,
            HeapTypeKind.Struct => reference is GuestStructure,
            HeapTypeKind.Array => ReferenceOperations.IsArray(reference),
            HeapTypeKind.Defined => AggregateTypes.Of(reference) is { } actual && actual.IsSubtypeOf(type.Definition!),
            _ => false,
        },
    };
}

using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Comparisons and tests of references that take more than an instruction of the CLR.</summary>
internal static class ReferenceOperations
{
    /// <summary><c>ref.eq</c>: the same object, or small integers of the same value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool AreEqual(object? left, object? right) =>
        ReferenceEquals(left, right) || (left is I31 number && right is I31 other && number.Value == other.Value);

    /// <summary>Tests whether a reference is a structure, an array, or a small integer.</summary>
    internal static bool IsEq(object? reference) => reference is GuestStructure or I31 || IsArray(reference);

    /// <summary>Tests whether a reference is an array of a guest. The host can hand arrays of its own to guests as <c>anyref</c>.</summary>
    internal static bool IsArray(object? reference) => reference is Array && AggregateTypes.Of(reference) is ArrayType;

    /// <summary>Tests whether a reference is an array of a type or one of its subtypes.</summary>
    internal static bool IsArrayOf(object? reference, DefinedType type) =>
        reference is Array && AggregateTypes.Of(reference) is { } actual && actual.IsSubtypeOf(type);

    /// <summary>Tests whether a reference is a function of a type or one of its subtypes.</summary>
    internal static bool IsFunctionOf(object? reference, DefinedType type) =>
        reference is Function function && function.ExactType.IsSubtypeOf(type);
}

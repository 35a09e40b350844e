using Lanner.Components.Binary;
using Lanner.Components.Validation;

namespace Lanner.Components.Linking;

/// <summary>Compares types of values at run time.</summary>
internal static class TypeEquality
{
    /// <summary>Tests whether two types are equal; null stands for no value.</summary>
    internal static bool AreEqual(ComponentValueType? one, ComponentValueType? other) =>
        ReferenceEquals(one, other)
        || (one is not null && other is not null
            && new TypeComparer(new TypeWork(ComponentLimits.TypeSteps)).CompareValues(one, other) is null);
}

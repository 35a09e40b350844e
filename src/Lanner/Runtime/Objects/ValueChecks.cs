namespace Lanner.Runtime;

/// <summary>Compares values that the embedder hands over with the types that are wanted.</summary>
internal static class ValueChecks
{
    /// <summary>Refuses values that guests of a store may not have: those that are not of the types, and references of other
    /// stores.</summary>
    /// <param name="store">The store.</param>
    /// <param name="types">The types.</param>
    /// <param name="values">The values.</param>
    /// <param name="who">The beginning of the message, such as "The function takes".</param>
    /// <param name="parameterName">The parameter that holds the values.</param>
    /// <exception cref="ArgumentException">The values are too few, too many, of other types or of another store.</exception>
    internal static void Check(Store store, WasmValueType[] types, ReadOnlySpan<Value> values, string who, string parameterName)
    {
        CheckTypes(types, values, who, parameterName);
        foreach (var value in values)
        {
            Ownership.Require(store.Identity, value.Reference, parameterName);
        }
    }

    /// <summary>Refuses values that are not of the types.</summary>
    /// <param name="types">The types.</param>
    /// <param name="values">The values.</param>
    /// <param name="who">The beginning of the message, such as "The function takes".</param>
    /// <param name="parameterName">The parameter that holds the values.</param>
    /// <exception cref="ArgumentException">The values are too few, too many or of other types.</exception>
    internal static void CheckTypes(WasmValueType[] types, ReadOnlySpan<Value> values, string who, string parameterName)
    {
        if (types.Length != values.Length)
        {
            throw new ArgumentException($"{who} {types.Length} values, not {values.Length}.", parameterName);
        }

        for (var index = 0; index < types.Length; index++)
        {
            if (!values[index].IsOf(types[index]))
            {
                throw new ArgumentException(
                    $"{who} a value of type {types[index]} at position {index}, not {Describe(values[index])}.", parameterName);
            }
        }
    }

    private static string Describe(Value value) => value.Kind == WasmValueKind.Reference
        ? ReferenceTypes.Describe(value.Reference)
        : WasmValueType.OfKind(value.Kind).ToString();
}

namespace Lanner.Runtime;

/// <summary>References to functions: the same object each time for the same function of an instance.</summary>
internal static class FunctionReferences
{
    /// <summary>The object for a function of an instance. Made when first referred to, since most functions never are.</summary>
    internal static Function GetFunction(InstanceState state, int index)
    {
        var functions = state.Functions;
        return (uint)index < (uint)functions.Length && functions[index] is { } function ? function : Make(state, index);
    }

    /// <summary>Tests whether a function can be called where a type is expected: it is of the type, or of a declared subtype.</summary>
    internal static bool HasType(Function function, DefinedType type) => function.ExactType.IsSubtypeOf(type);

    private static Function Make(InstanceState state, int index)
    {
        var module = state.Instance.Module;
        if (index >= state.Functions.Length)
        {
            Array.Resize(ref state.Functions, module.Definition.Functions.Length);
        }

        return state.Functions[index] = new Function(module.Definition.Functions[index].Type, state, module.Compiled.GetCodePointer(index));
    }
}

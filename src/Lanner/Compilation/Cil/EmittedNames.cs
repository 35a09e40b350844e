using System.Globalization;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Cil;

/// <summary>The names of what is emitted. They are seen in debuggers and profilers.</summary>
internal static class EmittedNames
{
    /// <summary>Behind this, the assemblies of a module have its number in the process, or what saved code is known by.</summary>
    internal const string Assembly = "Lanner.Guest.";

    /// <summary>Behind this, the assemblies of classes for structure and array types have the fingerprint of the recursion group.</summary>
    internal const string AggregateAssembly = "Lanner.Types.";

    internal const string StateClass = "State";

    internal const string FunctionClass = "Functions";

    /// <summary>The class of what functions with large frames go on to.</summary>
    internal const string LargeFunctionClass = "LargeFunctions";

    internal const string FactoryMethod = "CreateState";

    /// <summary>The name of the method that has the body of a function with a large frame.</summary>
    internal static string LargeFunction(string name, int index) => Numbered(name, index);

    /// <summary>A name that says the index of the function.</summary>
    internal static string Numbered(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}#{index}");

    /// <summary>The function that a method with a numbered name belongs to.</summary>
    internal static int IndexOf(string name)
    {
        var number = name.AsSpan(name.LastIndexOf('#') + 1);
        var end = number.IndexOf('~');
        return int.Parse(end < 0 ? number : number[..end], CultureInfo.InvariantCulture);
    }

    /// <summary>The number of the outlined function that a method with a numbered name is; -1 if it is none.</summary>
    internal static int OutlinedNumber(string name) =>
        name.LastIndexOf('~') is var end && end > name.LastIndexOf('#')
            ? int.Parse(name.AsSpan(end + 1), CultureInfo.InvariantCulture)
            : -1;

    /// <summary>A class for a structure type, or the struct that holds an element of an array, by the place in the recursion
    /// group.</summary>
    internal static string Aggregate(int index) => $"Type{index}";

    internal static string Field(int index) => $"field{index}";

    internal static string OutlinedFunction(string function, int number) => $"{function}~{number}";

    internal static string MemoryBase(int index) => $"memoryBase{index}";

    internal static string Global(int index) => $"global{index}";

    internal static string StateObject(StateObjectKind kind, int index) => kind switch
    {
        StateObjectKind.Table => $"table{index}",
        StateObjectKind.TableElements => $"elements{index}",
        StateObjectKind.Memory => $"memory{index}",
        StateObjectKind.Global => Global(index),
        StateObjectKind.Tag => $"tag{index}",
        StateObjectKind.ImportedFunction => $"function{index}",
        _ => $"type{index}",
    };

    internal static Type TypeOf(StateObjectKind kind) => kind switch
    {
        StateObjectKind.Table => typeof(Table),
        StateObjectKind.TableElements => typeof(object[]),
        StateObjectKind.Memory => typeof(Memory),
        StateObjectKind.Global => typeof(Global),
        StateObjectKind.Tag => typeof(Tag),
        StateObjectKind.ImportedFunction => typeof(Function),
        _ => typeof(DefinedType),
    };
}

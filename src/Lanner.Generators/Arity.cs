namespace Lanner.Generators;

/// <summary>A number of parameters, and the pieces of C# that depend on it.</summary>
/// <param name="count">The number.</param>
internal sealed class Arity(int count)
{
    /// <summary>The most parameters that there are classes for. Bridges for longer signatures are emitted at run time.</summary>
    internal const int Maximum = 10;

    internal static IEnumerable<Arity> All => Enumerable.Range(0, Maximum + 1).Select(count => new Arity(count));

    /// <summary>The types of the parameters: <c>T1, T2</c>.</summary>
    internal string[] Types => Each(number => $"T{number}");

    /// <summary>Declares the parameters: <c>T1 a1, T2 a2</c>.</summary>
    internal string[] Parameters => Each(number => $"T{number} a{number}");

    /// <summary>Names the parameters: <c>a1, a2</c>.</summary>
    internal string[] Arguments => Each(number => $"a{number}");

    /// <summary>Names a class: <c>NameFunc&lt;T1, TResult&gt;</c> with a result, <c>NameAction&lt;T1&gt;</c> without.</summary>
    internal string ClassName(string name, bool hasResult) =>
        hasResult ? $"{name}Func{Generic([.. Types, "TResult"])}" : $"{name}Action{Generic(Types)}";

    /// <summary>Writes something for each parameter, counted from 1.</summary>
    internal string[] Each(Func<int, string> write) => [.. Enumerable.Range(1, count).Select(write)];

    /// <summary>Writes a list in angle brackets, or nothing when it is empty.</summary>
    internal static string Generic(params string[] types) => types.Length == 0 ? "" : $"<{Join(types)}>";

    /// <summary>Writes an unbound generic type: <c>typeof(Name&lt;,&gt;)</c>.</summary>
    /// <param name="name">The name of the type.</param>
    /// <param name="parameters">The number of its type parameters.</param>
    internal static string Unbound(string name, int parameters) =>
        parameters == 0 ? $"typeof({name})" : $"typeof({name}<{new string(',', parameters - 1)}>)";

    internal static string Join(params string[] items) => string.Join(", ", items);

    /// <summary>Writes a list with an item a line.</summary>
    /// <param name="indentation">The number of spaces before each item.</param>
    /// <param name="items">The items.</param>
    internal static string Lines(int indentation, params string[] items) =>
        string.Join(",", items.Select(item => $"\n{new string(' ', indentation)}{item}"));
}

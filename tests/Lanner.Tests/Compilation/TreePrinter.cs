using System.Collections;
using System.Globalization;
using System.Reflection;
using Lanner.Compilation.Tree;

namespace Lanner.Tests.Compilation;

/// <summary>Prints the tree of a function, one statement a line: what each node is and what it is made of, flags only when they are set.
/// Immediates of vectors are left out.</summary>
internal sealed class TreePrinter
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private readonly Dictionary<Target, int> _targets = [];
    private readonly Dictionary<Variable, int> _temporaries = [];

    internal static string Print(FunctionTree tree)
    {
        var printer = new TreePrinter();
        return string.Join('\n', tree.Body.Select(printer.Print));
    }

    private string Print(object? item)
    {
        switch (item)
        {
            case Variable { Kind: VariableKind.Temporary } variable:
                return $"t{NumberOf(_temporaries, variable)}";
            case Variable variable:
                return $"{(variable.Kind == VariableKind.Parameter ? 'p' : 'l')}{variable.Number}";
            case Target target:
                return $"L{NumberOf(_targets, target)}";
            case VariableRead { Variable: var variable }:
                return Print(variable);
            case Literal literal:
                return literal.Bits.ToString(CultureInfo.InvariantCulture);
            case FunctionType type:
                return type.ToString();
            case Statement or Expression or MemoryLocation:
                var parts = item.GetType().GetProperties(Own).Where(IsShown).Select(property => Part(property, property.GetValue(item)));
                return $"{item.GetType().Name}({string.Join(", ", parts.Where(part => part.Length > 0))})";
            case IEnumerable items and not string:
                return $"[{string.Join(", ", items.Cast<object>().Select(Print))}]";
            default:
                return Convert.ToString(item, CultureInfo.InvariantCulture) ?? "null";
        }
    }

    private static bool IsShown(PropertyInfo property) => property.Name is not (nameof(Statement.EndsFlow) or "EqualityContract");

    private string Part(PropertyInfo property, object? value) => value switch
    {
        null or false or VectorBits => "",
        true => property.Name,
        _ => Print(value),
    };

    private static int NumberOf<T>(Dictionary<T, int> numbers, T item)
        where T : notnull
    {
        numbers.TryAdd(item, numbers.Count);
        return numbers[item];
    }
}

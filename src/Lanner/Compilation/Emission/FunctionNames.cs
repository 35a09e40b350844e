using System.Globalization;
using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>The names of the methods of a module's functions: those of its name section where it has them, each once.</summary>
internal sealed class FunctionNames
{
    private readonly string[] _names;

    /// <exception cref="OperationCanceledException">It was ended in the midst.</exception>
    internal FunctionNames(ModuleDefinition module, CancellationToken cancellation = default)
        : this(module, areNumbered: false, cancellation)
    {
    }

    /// <param name="module">The module.</param>
    /// <param name="areNumbered">True if each name ends with the function's index, by which <see cref="EmittedNames.IndexOf"/> finds
    /// it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended in the midst.</exception>
    internal FunctionNames(ModuleDefinition module, bool areNumbered, CancellationToken cancellation)
    {
        var given = NameSection.ReadFunctions(module, cancellation);
        var used = new HashSet<string>(StringComparer.Ordinal);
        _names = new string[module.Functions.Length];
        for (var index = 0; index < _names.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var number = index.ToString(CultureInfo.InvariantCulture);
            var name = given[index] is { Length: > 0 and <= 512 } usable && !usable.Contains('\0', StringComparison.Ordinal)
                ? usable
                : $"function[{number}]";
            if (!used.Add(name))
            {
                name = $"{name}[{number}]";
                used.Add(name);
            }

            _names[index] = areNumbered ? EmittedNames.Numbered(name, index) : name;
        }
    }

    internal string this[int functionIndex] => _names[functionIndex];
}

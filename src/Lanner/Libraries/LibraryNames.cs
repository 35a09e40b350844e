using System.Globalization;
using System.Text;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>The names of a library's members as .NET writes them: <c>deflate_init</c> becomes <c>DeflateInit</c>. Those that would then be
/// the same, or are taken, get a number.</summary>
internal sealed class LibraryNames
{
    /// <summary>The names that are taken, with the number that the next of the same name gets.</summary>
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    /// <param name="used">The names that are taken.</param>
    internal LibraryNames(params IEnumerable<string> used)
    {
        foreach (var name in used)
        {
            _used.TryAdd(name, 2);
        }
    }

    /// <summary>The members that the class of a library inherits.</summary>
    internal static IEnumerable<string> Inherited =>
    [
        nameof(WasmLibrary.Store), nameof(WasmLibrary.Instance), nameof(WasmLibrary.Dispose), nameof(Engine), nameof(Equals),
        nameof(GetHashCode), nameof(GetType), nameof(ToString), nameof(MemberwiseClone), nameof(ReferenceEquals), "Finalize",
    ];

    /// <summary>The names of the parameters of a function: those of the name section where it has them.</summary>
    internal static string[] OfParameters(NameSection names, int functionIndex, FunctionType type, params IEnumerable<string> used)
    {
        var locals = names.Locals.GetValueOrDefault((uint)functionIndex);
        var parameters = new LibraryNames(used);
        return [.. Enumerable.Range(0, type.ParameterArray.Length).Select(index =>
        {
            var name = ToPascal(locals?.GetValueOrDefault((uint)index) ?? "");
            return parameters.Unique(
                name.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"value{index}")
                : char.ToLowerInvariant(name[0]) + name[1..]);
        })];
    }

    /// <summary>The name of a member.</summary>
    /// <param name="name">The name in the module.</param>
    /// <param name="otherwise">The name where nothing of that is left.</param>
    internal string OfMember(string name, string otherwise) => Unique(ToPascal(name) is { Length: > 0 } pascal ? pascal : otherwise);

    /// <summary>Tests whether a name is an identifier, or identifiers with dots between them.</summary>
    internal static bool IsQualified(string name) => name.Length == 0 || Array.TrueForAll(name.Split('.'), IsIdentifier);

    internal static bool IsIdentifier(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_');

    private static string ToPascal(string name)
    {
        var result = new StringBuilder();
        var begins = true;
        foreach (var letter in name)
        {
            if (!char.IsLetterOrDigit(letter))
            {
                begins = true;
                continue;
            }

            if (result.Length == 0 && char.IsDigit(letter))
            {
                result.Append('_');
            }

            result.Append(begins ? char.ToUpperInvariant(letter) : letter);
            begins = false;
        }

        return result.ToString();
    }

    private string Unique(string name)
    {
        if (_used.TryAdd(name, 2))
        {
            return name;
        }

        // From the number on that was given last, so that many of the same name do not look at each other.
        for (var number = _used[name]; ; number++)
        {
            var candidate = string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
            if (_used.TryAdd(candidate, 2))
            {
                _used[name] = number + 1;
                return candidate;
            }
        }
    }
}

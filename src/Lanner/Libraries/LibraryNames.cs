using System.Globalization;
using System.Text;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>The names of a library's members as .NET writes them: <c>deflate_init</c> becomes <c>DeflateInit</c>. Those that would then be
/// the same, or are taken, get a number.</summary>
internal sealed class LibraryNames
{
    private readonly HashSet<string> _used;

    /// <param name="used">The names that are taken.</param>
    internal LibraryNames(params IEnumerable<string> used) => _used = new HashSet<string>(used, StringComparer.Ordinal);

    /// <summary>The members that the class of a library inherits.</summary>
    internal static IEnumerable<string> Inherited =>
    [
        nameof(WasmLibrary.Store), nameof(WasmLibrary.Instance), nameof(WasmLibrary.Dispose), nameof(Engine), nameof(Equals),
        nameof(GetHashCode), nameof(GetType), nameof(ToString), nameof(MemberwiseClone), "Finalize",
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
        var candidate = name;
        for (var number = 2; !_used.Add(candidate); number++)
        {
            candidate = string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
        }

        return candidate;
    }
}

/// <summary>A member of a library's class, or of the interface of its imports.</summary>
/// <param name="Index">The place of the export or import.</param>
/// <param name="Name">Its name in .NET.</param>
/// <param name="Original">Its name in the module.</param>
/// <param name="Type">Its type.</param>
/// <param name="Parameters">The names of the parameters of a function; otherwise empty.</param>
internal sealed record LibraryMember(int Index, string Name, string Original, ExternalType Type, string[] Parameters)
{
    /// <summary>The type, if it is a function.</summary>
    internal FunctionType? Function => (Type as FunctionExternalType)?.Type;

    /// <summary>The type of the property that stands for another kind.</summary>
    internal Type PropertyType => Type switch
    {
        MemoryType => typeof(Memory),
        TableType => typeof(Table),
        GlobalType => typeof(Global),
        _ => typeof(Tag),
    };

    /// <summary>The members of the class of a library, one for each export but what makes the instance.</summary>
    internal static LibraryMember[] OfExports(ModuleDefinition module, NameSection names, string className)
    {
        var members = new LibraryNames([.. LibraryNames.Inherited, className]);
        return [.. module.Exports
            .Select((export, index) => (export, index))
            .Where(item => item.export.Name != WasmLibrary.Initializer)
            .Select(item => new LibraryMember(
                item.index, members.OfMember(item.export.Name, $"Export{item.index}"), item.export.Name, module.TypeOf(item.export),
                module.TypeOf(item.export) is FunctionExternalType { Type: var type }
                    ? LibraryNames.OfParameters(names, item.export.Index, type)
                    : []))];
    }

    /// <summary>The members of the interface of a library's imports: all but those of WASI.</summary>
    internal static LibraryMember[] OfImports(ModuleDefinition module, NameSection names)
    {
        var members = new LibraryNames();
        return [.. module.Imports
            .Select((import, index) => (import, index))
            .Where(item => !IsWasi(item.import))
            .Select(item => new LibraryMember(
                item.index, members.OfMember(item.import.Name, $"Import{item.index}"), $"{item.import.ModuleName} {item.import.Name}",
                item.import.Type,
                item.import.Type is FunctionExternalType { Type: var type }
                    ? LibraryNames.OfParameters(names, item.import.Index, type, "caller")
                    : []))];
    }

    /// <summary>Tests whether an import is one of WASI.</summary>
    internal static bool IsWasi(ImportDefinition import) => import.ModuleName is "wasi_snapshot_preview1" or "wasi_unstable";
}

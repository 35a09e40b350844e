using Lanner.Binary;
using Lanner.Compilation.Metadata;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>A member of a library's class, or of the interface of its imports.</summary>
/// <param name="Index">The place of the export or import.</param>
/// <param name="Name">Its name in .NET.</param>
/// <param name="Original">Its name in the module.</param>
/// <param name="Type">Its type.</param>
/// <param name="Parameters">The names of the parameters of a function; otherwise empty.</param>
internal sealed record LibraryMember(int Index, string Name, string Original, ExternalType Type, string[] Parameters)
{
    /// <summary>The number of parameters that all members of a class may have together. A type of a thousand takes a few bytes of the
    /// module, and each export of a function of it as many again.</summary>
    private const int MostParameters = 1_000_000;

    /// <summary>The function that a command begins with.</summary>
    private const string Start = "_start";

    /// <summary>The method that calls it.</summary>
    private const string StartMethod = "Start";

    /// <summary>Its type, if it is a function.</summary>
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
    /// <exception cref="ResourceLimitException">They have too many parameters.</exception>
    internal static LibraryMember[] OfExports(ModuleDefinition module, NameSection names, string className, CancellationToken cancellation)
    {
        var isCommand = Array.Exists(module.Exports, export => IsStart(module, export));
        var members = new LibraryNames([.. LibraryNames.Inherited, className, .. isCommand ? [StartMethod] : Array.Empty<string>()]);
        var parameters = new ParameterNames(names);
        var result = new List<LibraryMember>();
        for (var index = 0; index < module.Exports.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var export = module.Exports[index];
            if (export.Name != WasmLibrary.Initializer || !IsAction(module, export))
            {
                result.Add(new LibraryMember(
                    index, IsStart(module, export) ? StartMethod : members.OfMember(export.Name, $"Export{index}"), export.Name,
                    module.TypeOf(export), parameters.Of(export.Index, module.TypeOf(export))));
            }
        }

        return [.. result];
    }

    /// <summary>The members of the interface of a library's imports: all but the functions of WASI.</summary>
    /// <exception cref="ResourceLimitException">They have too many parameters.</exception>
    internal static LibraryMember[] OfImports(ModuleDefinition module, NameSection names, CancellationToken cancellation)
    {
        var members = new LibraryNames();
        var parameters = new ParameterNames(names, "caller");
        var result = new List<LibraryMember>();
        for (var index = 0; index < module.Imports.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var import = module.Imports[index];
            if (!IsWasi(import))
            {
                result.Add(new LibraryMember(
                    index, members.OfMember(import.Name, $"Import{index}"), $"{import.ModuleName} {import.Name}", import.Type,
                    parameters.Of(import.Index, import.Type)));
            }
        }

        return [.. result];
    }

    /// <summary>Tests whether an import is a function of WASI.</summary>
    internal static bool IsWasi(ImportDefinition import) =>
        import.ModuleName is "wasi_snapshot_preview1" or "wasi_unstable" && import.Type is FunctionExternalType;

    private static bool IsStart(ModuleDefinition module, ExportDefinition export) => export.Name == Start && IsAction(module, export);

    /// <summary>Tests whether an export is a function without parameters and results.</summary>
    private static bool IsAction(ModuleDefinition module, ExportDefinition export) =>
        module.TypeOf(export) is FunctionExternalType { Type: { ParameterArray.Length: 0, ResultArray.Length: 0 } };

    /// <summary>The names of parameters, for each function once.</summary>
    private sealed class ParameterNames(NameSection names, params string[] used)
    {
        private readonly Dictionary<int, string[]> _known = [];
        private int _count;

        internal string[] Of(int functionIndex, ExternalType type)
        {
            if (type is not FunctionExternalType { Type: var function })
            {
                return [];
            }

            _count += function.ParameterArray.Length;
            if (_count > MostParameters)
            {
                throw ImageLimits.Exceeded($"members with more than {MostParameters} parameters");
            }

            if (!_known.TryGetValue(functionIndex, out var known))
            {
                _known.Add(functionIndex, known = LibraryNames.OfParameters(names, functionIndex, function, used));
            }

            return known;
        }
    }
}

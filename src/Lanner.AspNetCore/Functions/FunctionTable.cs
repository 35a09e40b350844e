using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Lanner.Components;
using Lanner.Hosting;

namespace Lanner.AspNetCore.Functions;

/// <summary>The functions of a guest that can be called with data: not those that take or give handles, streams, futures, vectors or
/// references, nor those that belong to a compiler.</summary>
internal sealed class FunctionTable
{
    /// <summary>The most functions.</summary>
    internal const int Maximum = 10_000;

    private static readonly ConditionalWeakTable<GuestCode, FunctionTable> Tables = [];

    private readonly FrozenDictionary<string, GuestFunction> _functions;

    private FunctionTable(IEnumerable<GuestFunction> functions)
    {
        var byRoute = new Dictionary<string, GuestFunction>(StringComparer.Ordinal);
        var byShortRoute = functions.Take(Maximum).ToLookup(function => ShortRouteOf(function.Path), StringComparer.Ordinal);
        foreach (var group in byShortRoute)
        {
            foreach (var function in group)
            {
                var route = group.Skip(1).Any() ? LongRouteOf(function.Path) : group.Key;
                if (IsRoute(route))
                {
                    byRoute.TryAdd(route, function);
                }
            }
        }

        _functions = byRoute.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The functions by the paths that lead to them: <c>name</c>, or that of the interface and the name,
    /// <c>interface/name</c>; with the package and the version where several interfaces have that name.</summary>
    internal IReadOnlyDictionary<string, GuestFunction> Functions => _functions;

    /// <summary>The functions of a version of a guest.</summary>
    internal static FunctionTable Of(GuestCode code) => Tables.GetValue(code, static code => new FunctionTable(
        code.Component is { } component ? Find(component.Exports, "") : Find(code.Module!)));

    private static IEnumerable<GuestFunction> Find(IReadOnlyList<ComponentExtern> exports, string prefix)
    {
        foreach (var export in exports)
        {
            if (export.Type is ComponentFunctionType type && ComponentGuestFunction.IsData(type))
            {
                yield return new ComponentGuestFunction(prefix + export.Name, type);
            }
            else if (export.Type is ComponentInstanceType instance && prefix.Length == 0)
            {
                foreach (var function in Find(instance.Exports, $"{export.Name}#"))
                {
                    yield return function;
                }
            }
        }
    }

    /// <summary>Names that begin with an underscore, and those of the canonical ABI, are what compilers call, not people.</summary>
    private static IEnumerable<GuestFunction> Find(Module module) =>
        from export in module.Exports
        where export.Type is FunctionExternalType { Type: var type } && ModuleGuestFunction.IsData(type)
            && !export.Name.StartsWith('_') && !export.Name.StartsWith("cabi_", StringComparison.Ordinal)
        select new ModuleGuestFunction(export.Name, ((FunctionExternalType)export.Type).Type);

    private static string ShortRouteOf(string path)
    {
        var (instance, name) = Split(path);
        var slash = instance.LastIndexOf('/');
        var version = instance.IndexOf('@', StringComparison.Ordinal);
        var end = version < 0 ? instance.Length : version;
        return instance.Length == 0 ? name : $"{instance[(slash + 1)..end]}/{name}";
    }

    private static string LongRouteOf(string path)
    {
        var (instance, name) = Split(path);
        return instance.Length == 0 ? name : $"{instance}/{name}";
    }

    private static (string Instance, string Name) Split(string path)
    {
        var hash = path.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? ("", path) : (path[..hash], path[(hash + 1)..]);
    }

    /// <summary>Tests whether a name can stand in a path as it is (RFC 3986, section 3.3). Modules name functions as they like.</summary>
    private static bool IsRoute(string route) =>
        route.Length > 0
        && route.All(character => char.IsAsciiLetterOrDigit(character) || "-._~!$&'()+,;=:@/".Contains(character, StringComparison.Ordinal))
        && route.Split('/').All(segment => segment is not ("" or "." or ".."));
}

using System.Text.RegularExpressions;

namespace Lanner.Native.Tests;

/// <summary>A function that liblanner exports, as native/functions.list has it.</summary>
/// <param name="ReturnType">The type of its result, in C.</param>
/// <param name="Name">The name.</param>
/// <param name="Parameters">The parameters, types in C.</param>
/// <param name="Method">The method of class Exports that does the work.</param>
/// <param name="Place">The way in which the function is made.</param>
internal sealed partial record NativeFunction(
    string ReturnType, string Name, IReadOnlyList<(string Type, string Name)> Parameters, string Method, NativeFunctionPlace Place)
{
    /// <summary>The prototype, without the semicolon.</summary>
    internal string Prototype => $"{Join(ReturnType, Name)}({ParameterList})";

    /// <summary>The parameters as C writes them.</summary>
    internal string ParameterList => Parameters.Count == 0
        ? "void"
        : string.Join(", ", Parameters.Select(parameter => Join(parameter.Type, parameter.Name)));

    /// <summary>Reads a list.</summary>
    /// <param name="lines">The lines of the list.</param>
    internal static List<NativeFunction> ReadAll(IEnumerable<string> lines)
    {
        var functions = new List<NativeFunction>();
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            var words = line.Split(' ');
            var family = line.Contains('(', StringComparison.Ordinal) ? null : Family(words);
            if (family is not null)
            {
                functions.AddRange(family.Select(Read));
            }
            else
            {
                functions.Add(Read(line));
            }
        }

        return functions;
    }

    private static string Join(string type, string name) => $"{type} {name}";

    private static IEnumerable<string> Family(string[] words) => (words[0], words.ElementAtOrDefault(1)) switch
    {
        ("own", { } name) => Own(name),
        ("vector", { } name) => Vector(name, words[2]),
        ("type", { } name) => [.. Own(name), .. Vector(name, "pointers"), Copy(name)],
        ("object", { } name) => Object(name),
        ("reference", { } name) => [.. Object(name), .. Conversions(name, "ref", name)],
        ("external", { } name) => Conversions(name, "extern", name),
        ("externaltype", { } name) => Conversions(name, "externtype", name),
        _ => throw new FormatException($"functions.list: '{string.Join(' ', words)}' is neither a prototype nor a family"),
    };

    private static string[] Own(string name) => [$"void wasm_{name}_delete(wasm_{name}_t* item) = item_delete"];

    private static string Copy(string name) => $"wasm_{name}_t* wasm_{name}_copy(const wasm_{name}_t* item) = item_copy";

    private static string[] Vector(string name, string elements)
    {
        var vector = $"wasm_{name}_vec";
        var element = elements == "pointers" ? $"wasm_{name}_t* const" : $"const wasm_{name}_t";
        return
        [
            $"void {vector}_new_empty({vector}_t* out) = {elements}_new_empty",
            $"void {vector}_new_uninitialized({vector}_t* out, size_t size) = {elements}_new_uninitialized",
            $"void {vector}_new({vector}_t* out, size_t size, {element}* data) = {elements}_new",
            $"void {vector}_copy({vector}_t* out, const {vector}_t* vector) = {elements}_copy",
            $"void {vector}_delete({vector}_t* vector) = {elements}_delete",
        ];
    }

    private static string[] Object(string name) =>
    [
        .. Own(name),
        Copy(name),
        $"bool wasm_{name}_same(const wasm_{name}_t* left, const wasm_{name}_t* right) = reference_same",
        $"void* wasm_{name}_get_host_info(const wasm_{name}_t* item) = reference_get_host_info",
        $"void wasm_{name}_set_host_info(wasm_{name}_t* item, void* info) = reference_set_host_info",
        $"void wasm_{name}_set_host_info_with_finalizer(wasm_{name}_t* item, void* info, lanner_finalizer_t finalizer)"
            + " = reference_set_host_info_with_finalizer",
    ];

    /// <summary>The conversions of a kind to a more general one, and back.</summary>
    private static string[] Conversions(string name, string general, string method) =>
    [
        $"wasm_{general}_t* wasm_{name}_as_{general}(wasm_{name}_t* item) = item_as_itself",
        $"wasm_{name}_t* wasm_{general}_as_{name}(wasm_{general}_t* item) = item_as_{method}",
        $"const wasm_{general}_t* wasm_{name}_as_{general}_const(const wasm_{name}_t* item) = item_as_itself",
        $"const wasm_{name}_t* wasm_{general}_as_{name}_const(const wasm_{general}_t* item) = item_as_{method}",
    ];

    private static NativeFunction Read(string line)
    {
        var match = Line().Match(line);
        if (!match.Success)
        {
            throw new FormatException($"functions.list: '{line}' is not a prototype");
        }

        var place = match.Groups["place"].Value switch
        {
            "loader" => NativeFunctionPlace.Loader,
            "table" => NativeFunctionPlace.Table,
            _ => NativeFunctionPlace.Stub,
        };
        var parameters = match.Groups["parameters"].Value.Split(", ").Where(text => text != "void").Select(text =>
        {
            var space = text.LastIndexOf(' ');
            return (text[..space], text[(space + 1)..]);
        });
        var name = match.Groups["name"].Value;
        var method = match.Groups["method"].Success ? match.Groups["method"].Value : name;
        return new NativeFunction(match.Groups["type"].Value, name, [.. parameters], method, place);
    }

    [GeneratedRegex(@"^((?<place>loader|table) )?(?<type>[\w ]+\**) (?<name>\w+)\((?<parameters>.+)\)( = (?<method>\w+))?$")]
    private static partial Regex Line();
}

/// <summary>The ways in which functions are made.</summary>
internal enum NativeFunctionPlace
{
    /// <summary>A stub that jumps through the table.</summary>
    Stub,

    /// <summary>Written by hand in the loader.</summary>
    Loader,

    /// <summary>In the table, and called by the loader only.</summary>
    Table,
}

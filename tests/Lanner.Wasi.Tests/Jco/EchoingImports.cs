using Lanner.Components;

namespace Lanner.Wasi.Tests.Jco;

/// <summary>Gives a component what it imports besides WASI: functions that return what they are told to, or else what they are given,
/// and types of resources.</summary>
internal sealed class EchoingImports
{
    private readonly ComponentLinker _linker;
    private readonly ILookup<string, string> _results;
    private readonly List<(ResourceType Imported, HostResourceType Type)> _resources = [];

    private EchoingImports(ComponentLinker linker, IEnumerable<(string Function, string Result)> results)
    {
        _linker = linker;
        _results = results.ToLookup(result => result.Function, result => result.Result);
    }

    /// <summary>The calls so far, with their arguments.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Defines the imports.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="component">The component.</param>
    /// <param name="results">The results of functions, in the WebAssembly Value Encoding; of a function with several, the last for
    /// ever.</param>
    public static EchoingImports Define(
        ComponentLinker linker, Component component, IEnumerable<(string Function, string Result)> results)
    {
        var imports = new EchoingImports(linker, results);
        foreach (var import in component.Imports)
        {
            if (import.Name.StartsWith("wasi:", StringComparison.Ordinal)
                && !import.Name.StartsWith("wasi:sockets/", StringComparison.Ordinal))
            {
                continue;
            }

            if (import.Type is ComponentInstanceType instance)
            {
                foreach (var export in instance.Exports)
                {
                    imports.Define(import.Name, export);
                }
            }
            else
            {
                imports.Define(null, import);
            }
        }

        return imports;
    }

    private void Define(string? interfaceName, ComponentExtern item)
    {
        switch (item.Type)
        {
            case ResourceType resource:
                _linker.DefineResource(interfaceName, item.Name, HostTypeOf(resource));
                break;
            case ComponentFunctionType type when interfaceName is null:
                _linker.Define(item.Name, Callback(item.Name, type));
                break;
            case ComponentFunctionType type:
                _linker.Define(interfaceName, item.Name, Callback($"{interfaceName}#{item.Name}", type));
                break;
        }
    }

    /// <summary>The type for an imported one: an interface may give on that of another one.</summary>
    private HostResourceType HostTypeOf(ResourceType resource)
    {
        foreach (var (imported, type) in _resources)
        {
            if (imported.IsSame(resource))
            {
                return type;
            }
        }

        var made = new HostResourceType("resource");
        _resources.Add((resource, made));
        return made;
    }

    private ComponentCallback Callback(string name, ComponentFunctionType type)
    {
        var results = new Queue<string>(_results[name]);
        return (_, arguments) =>
        {
            Calls.Add($"{name}({string.Join(", ", arguments.ToArray().Select(Show))})");
            return type.Result switch
            {
                null => null,
                OwnType own => ComponentValue.FromOwn(HostTypeOf(own.Resource).Create(new object())),
                var result when results.Count > 0 =>
                    ComponentValue.ParseWave(result, results.Count == 1 ? results.Peek() : results.Dequeue()),
                TupleType when arguments.Length > 1 => ComponentValue.FromTuple(arguments),
                _ => Assert.Single(arguments.ToArray()),
            };
        };
    }

    private static string Show(ComponentValue value) =>
        value.Kind is ComponentValueKind.Own or ComponentValueKind.Borrow ? "_" : value.ToWave();
}

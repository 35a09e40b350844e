using Lanner.Wit.Waves;

namespace Lanner.Components;

/// <content>Functions by shorter names, and calls with values as text.</content>
public sealed partial class ComponentInstance
{
    /// <summary>The number of names that messages show.</summary>
    private const int ShownNames = 10;

    /// <summary>The number of characters that messages show of a name.</summary>
    private const int ShownCharacters = 200;

    /// <summary>The greatest number of characters of all names. Types share their parts, so that few bytes of a component can ask for
    /// many.</summary>
    private const int MostCharacters = 8 << 20;

    /// <summary>The names of all functions, those of exported instances as <c>ns:pkg/interface#name</c>, in the order of the
    /// exports.</summary>
    /// <exception cref="ResourceLimitException">They have more than 8 Mi characters.</exception>
    public IReadOnlyList<string> FunctionNames
    {
        get
        {
            var names = new List<string>();
            var left = MostCharacters;
            AddFunctionNames(names, "", Exports, ref left);
            return names;
        }
    }

    /// <summary>Finds a function by its name, or by a part of it that no other function has.</summary>
    /// <param name="name">The name; that of a function in any interface (<c>name</c>); or with that of the interface, without its version
    /// (<c>ns:pkg/interface#name</c>) and perhaps without its package (<c>interface#name</c>).</param>
    /// <exception cref="KeyNotFoundException">There is no such function, or more than one; the message names those that there
    /// are.</exception>
    /// <exception cref="ResourceLimitException">The name is a part of one, and the names of all functions have more than 8 Mi
    /// characters.</exception>
    public ComponentFunction ResolveFunction(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (FindFunction(name) is { } exact)
        {
            return exact;
        }

        var names = FunctionNames;
        var found = names.Where(full => ShorterNames(full).Contains(name, StringComparer.Ordinal)).ToArray();
        return found switch
        {
            [var only] => GetFunction(only),
            [] when names.Count == 0 => throw new KeyNotFoundException($"The component exports no function `{name}`, nor any other."),
            [] => throw new KeyNotFoundException($"The component exports no function `{name}`; it exports {Shown(names)}."),
            _ => throw new KeyNotFoundException($"The component exports more than one function `{name}`: {Shown(found)}."),
        };
    }

    /// <summary>Makes a call that is written in the WebAssembly Value Encoding.</summary>
    /// <param name="call">The call, such as <c>add(1, 2)</c>, with a name that <see cref="ResolveFunction"/> takes.</param>
    /// <returns>The result, or an empty text where the type has none.</returns>
    /// <exception cref="KeyNotFoundException">There is no such function, or more than one.</exception>
    /// <exception cref="ComponentTextException">The text is no call, or the arguments are not of the function's types.</exception>
    /// <exception cref="InvalidOperationException">The result holds a handle, or is of a type with streams or
    /// futures; or the store is in use on another thread.</exception>
    /// <exception cref="TrapException">The guest trapped, and may not be called any more.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public string CallWave(string call)
    {
        var (function, arguments) = ParseTextCall(call);
        return function.Call(arguments)?.ToWave() ?? "";
    }

    /// <summary>Makes a call that is written in the WebAssembly Value Encoding, as <see cref="ComponentFunction.CallAsync"/>
    /// does.</summary>
    /// <param name="call">The call, such as <c>add(1, 2)</c>, with a name that <see cref="ResolveFunction"/> takes.</param>
    /// <param name="scheduler">As of <see cref="ComponentFunction.CallAsync"/>.</param>
    /// <param name="cancellation">Asks the guest to end, or has the call not begun.</param>
    /// <returns>A task with the result, or an empty text where the type has none. It ends with what
    /// <see cref="CallWave(string)"/> would throw, or cancelled.</returns>
    public async Task<string> CallWaveAsync(
        string call, TaskScheduler? scheduler = null, CancellationToken cancellation = default)
    {
        var (function, arguments) = ParseTextCall(call);
        return (await function.CallAsync(arguments, scheduler, cancellation).ConfigureAwait(false))?.ToWave() ?? "";
    }

    /// <summary>Makes a call that is written in the WebAssembly Value Encoding.</summary>
    /// <param name="call">The call, such as <c>add(1, 2)</c>, with a name that <see cref="ResolveFunction"/> takes.</param>
    /// <returns>The result, or null where the type has none.</returns>
    /// <exception cref="KeyNotFoundException">There is no such function, or more than one.</exception>
    /// <exception cref="ComponentTextException">The text is no call, or the arguments are not of the function's types.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="TrapException">The guest trapped, and may not be called any more.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public ComponentValue? Call(string call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var (function, arguments) = WaveValues.ParseCall(call, ResolveFunction);
        return function.Call(arguments);
    }

    /// <summary>Describes what the instance exports, as <see cref="Component.DescribeJson"/> does.</summary>
    /// <returns>An object with the member <c>exports</c>.</returns>
    /// <exception cref="ResourceLimitException">The description would be longer than 8 MiB.</exception>
    public string DescribeJson() => InterfaceDescription.Write(imports: null, Exports);

    /// <summary>Reads a call whose result is to be written as text.</summary>
    private (ComponentFunction Function, ComponentValue[] Arguments) ParseTextCall(string call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var parsed = WaveValues.ParseCall(call, ResolveFunction);
        parsed.Function.RequireTextResult();
        return parsed;
    }

    private static void AddFunctionNames(List<string> names, string prefix, IReadOnlyList<ComponentExtern> exports, ref int left)
    {
        foreach (var export in exports)
        {
            if (export.Type is not (ComponentFunctionType or ComponentInstanceType))
            {
                continue;
            }

            left -= prefix.Length + export.Name.Length;
            if (left < 0)
            {
                throw new ResourceLimitException($"The names of the functions have more than {MostCharacters >> 20} Mi characters.");
            }

            switch (export.Type)
            {
                case ComponentFunctionType:
                    names.Add(prefix + export.Name);
                    break;
                case ComponentInstanceType instance:
                    AddFunctionNames(names, $"{prefix}{export.Name}#", instance.Exports, ref left);
                    break;
            }
        }
    }

    /// <summary>The shorter names of a function.</summary>
    private static IEnumerable<string> ShorterNames(string name)
    {
        var hash = name.LastIndexOf('#');
        if (hash < 0)
        {
            yield break;
        }

        var (instance, function) = (name[..hash], name[hash..]);
        yield return function[1..];
        var version = instance.LastIndexOf('@');
        instance = version < 0 ? instance : instance[..version];
        yield return instance + function;
        yield return instance[(instance.LastIndexOf('/') + 1)..] + function;
    }

    private static string Shown(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(ShownNames).Select(name => WaveRules.Shorten(name, ShownCharacters)))
            + (names.Count > ShownNames ? " and others" : "");
}

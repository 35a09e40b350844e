using Lanner.Components;

namespace Lanner.Wasi.Preview2.Configuration;

/// <summary>The package <c>wasi:config</c>, in the drafts that guests are made with: the functions are the same in all.</summary>
internal static class ConfigurationInterfaces
{
    private static readonly string[] Names =
        ["wasi:config/store@0.2.0-rc.1", "wasi:config/store@0.2.0-draft", "wasi:config/runtime@0.2.0-draft"];

    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        foreach (var name in Names)
        {
            var store = define(name);
            store.Function("get", call => ComponentValue.Ok(
                call.Context.Services.Configuration.TryGetValue(call[0].AsString(), out var value)
                    ? ComponentValue.Some(ComponentValue.FromString(value))
                    : ComponentValue.None));
            store.Function("get-all", call => ComponentValue.Ok(ComponentValue.FromList([.. call.Context.Services.Configuration.Select(
                pair => ComponentValue.FromTuple(ComponentValue.FromString(pair.Key), ComponentValue.FromString(pair.Value)))])));
        }
    }
}

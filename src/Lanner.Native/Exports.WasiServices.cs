using Lanner.Wasi;

namespace Lanner.Native;

/// <content>The functions of lanner.h that say what WASI grants to components only.</content>
internal static unsafe partial class Exports
{
    internal static byte lanner_wasi_allow(Item* wasi, uint use, byte* hosts)
    {
        var (builder, text) = (WasiOf(wasi).Builder, Text.Read(hosts, nameof(hosts)));
        _ = use switch
        {
            0 => builder.AllowConnect(text),
            1 => builder.AllowListen(text),
            2 => builder.AllowNameLookup(text),
            3 => builder.AllowHttp(text),
            _ => throw new ArgumentException(
                $"There is no such use of the network as {use}; 0 (connect), 1 (listen), 2 (look up) or 3 (HTTP) was expected."),
        };
        return 1;
    }

    internal static byte lanner_wasi_allow_private_answers(Item* wasi)
    {
        WasiOf(wasi).Builder.AllowPrivateAnswers();
        return 1;
    }

    internal static byte lanner_wasi_set_limit(Item* wasi, uint limit, ulong most)
    {
        var (builder, number) = (WasiOf(wasi).Builder, (int)Math.Min(most, int.MaxValue));
        _ = limit switch
        {
            0 => builder.MaximumResources = number,
            1 => builder.MaximumResourceBytes = (long)Math.Min(most, long.MaxValue),
            2 => builder.MaximumSockets = number,
            3 => builder.MaximumHttpRequests = number,
            _ => throw new ArgumentException(
                $"There is no such limit as {limit}; 0 (resources), 1 (their bytes), 2 (sockets) or 3 (requests of HTTP) was expected."),
        };
        return 1;
    }

    internal static byte lanner_wasi_add_setting(Item* wasi, byte* name, byte* value)
    {
        WasiOf(wasi).Builder.Configuration[Text.Read(name, nameof(name))] = Text.Read(value, nameof(value));
        return 1;
    }

    internal static byte lanner_wasi_add_key_value_store(Item* wasi, byte* name, Item* pairs)
    {
        WasiOf(wasi).Builder.AddKeyValueStore(Text.Read(name, nameof(name)), PairsOf(pairs));
        return 1;
    }

    internal static Item* lanner_key_value_store_new(ulong maximum) =>
        Item.Make(ItemKind.KeyValueStore, new InMemoryKeyValueStore((long)Math.Min(maximum, long.MaxValue)));

    internal static byte lanner_key_value_store_set(Item* pairs, byte* key, Vector* value)
    {
        var (name, bytes) = (Text.Read(key, nameof(key)), BytesOf(value).ToArray());
        PairsOf(pairs).SetAsync(name, bytes, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return 1;
    }

    internal static byte lanner_key_value_store_get(Item* pairs, byte* key, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        var name = Text.Read(key, nameof(key));
        var (value, _) = PairsOf(pairs).GetAsync(name, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Vectors.Set(output, value ?? throw new KeyNotFoundException($"There is no key \"{name}\"."));
        return 1;
    }

    private static InMemoryKeyValueStore PairsOf(Item* pairs) => Item.Get<InMemoryKeyValueStore>(pairs, ItemKind.KeyValueStore);
}

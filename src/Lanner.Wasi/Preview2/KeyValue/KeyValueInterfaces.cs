using System.Globalization;
using Lanner.Components;

namespace Lanner.Wasi.Preview2.KeyValue;

/// <summary>The package <c>wasi:keyvalue</c>, in the two drafts that guests are made with. In the first, cursors and sums are unsigned
/// numbers, and there is no <c>cas</c>.</summary>
internal static class KeyValueInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        foreach (var isFirst in (ReadOnlySpan<bool>)[true, false])
        {
            var version = isFirst ? "0.2.0-draft" : "0.2.0-draft2";
            DefineStore(define($"wasi:keyvalue/store@{version}"), isFirst);
            DefineBatch(define($"wasi:keyvalue/batch@{version}"));
            var atomics = define($"wasi:keyvalue/atomics@{version}");
            atomics.Resource(KeyValueResourceTypes.Bucket);
            atomics.Function("increment", StoreCall.Of(call => Increment(call, isFirst)));
            if (!isFirst)
            {
                DefineSwap(atomics);
            }
        }
    }

    private static Bucket Of(InterfaceCall call) => call.Resource<Bucket>(0);

    private static void DefineStore(InterfaceDefinition store, bool isFirst)
    {
        store.Function("open", call => call.Context.Services.FindStore(call[0].AsString()) is { } granted
            ? ComponentValue.Ok(call.Own(KeyValueResourceTypes.Bucket, new Bucket(granted)))
            : ComponentValue.Error(ComponentValue.FromVariant("no-such-store")));
        var type = KeyValueResourceTypes.Bucket;
        store.Resource(type);
        store.Method(type, "get", StoreCall.Of(call => StoreCall.OfBytes(Get(call, StoreCall.Key(call[1])))));
        store.Method(type, "set", StoreCall.Of(call =>
        {
            Set(call, call[1], call[2]);
            return null;
        }));
        store.Method(type, "delete", StoreCall.Of(call =>
        {
            Delete(call, call[1]);
            return null;
        }));
        store.Method(type, "exists", StoreCall.Of(call => ComponentValue.FromBool(Get(call, StoreCall.Key(call[1])) is not null)));
        store.Method(type, "list-keys", StoreCall.Of(call => ListKeys(call, isFirst)));
    }

    private static void DefineBatch(InterfaceDefinition batch)
    {
        batch.Resource(KeyValueResourceTypes.Bucket);
        batch.Function("get-many", StoreCall.Of(call =>
        {
            var values = new List<ComponentValue>();
            var left = (long)call.Store.Limits.HostCopyBytes;
            foreach (var key in call[1].AsList())
            {
                var value = Get(call, StoreCall.Key(key));
                left -= value?.Length ?? 0;
                values.Add(left < 0 ? throw new WasiKeyValueException("the values are too many bytes for one batch")
                    : value is null ? ComponentValue.None
                    : ComponentValue.Some(ComponentValue.FromTuple(key, ComponentValue.FromNumbers<byte>(value))));
            }

            return ComponentValue.FromList([.. values]);
        }));
        batch.Function("set-many", StoreCall.Of(call =>
        {
            foreach (var pair in call[1].AsList())
            {
                var parts = pair.AsList();
                Set(call, parts[0], parts[1]);
            }

            return null;
        }));
        batch.Function("delete-many", StoreCall.Of(call =>
        {
            foreach (var key in call[1].AsList())
            {
                Delete(call, key);
            }

            return null;
        }));
    }

    private static void DefineSwap(InterfaceDefinition atomics)
    {
        var type = KeyValueResourceTypes.CompareAndSwap;
        atomics.Resource(type);
        atomics.Function("[static]cas.new", StoreCall.Of(call => NewSwap(call, Of(call).Store, StoreCall.Key(call[1]))));
        atomics.Method(type, "current", StoreCall.Of(call => StoreCall.OfBytes(call.Resource<CompareAndSwap>(0).Value)));
        atomics.Function("swap", Swap);
    }

    private static byte[]? Get(InterfaceCall call, string key)
    {
        var store = Of(call).Store;
        return call.Wait(cancellation => store.GetAsync(key, cancellation)).Value;
    }

    private static void Set(InterfaceCall call, in ComponentValue key, in ComponentValue value)
    {
        var (store, name, bytes) = (Of(call).Store, StoreCall.Key(key), value.AsNumbers<byte>().ToArray());
        call.Wait(cancellation => store.SetAsync(name, bytes, cancellation));
    }

    private static void Delete(InterfaceCall call, in ComponentValue key)
    {
        var (store, name) = (Of(call).Store, StoreCall.Key(key));
        call.Wait(cancellation => store.DeleteAsync(name, cancellation));
    }

    private static ComponentValue ListKeys(InterfaceCall call, bool isFirst)
    {
        var bucket = Of(call);
        var given = call[1].AsOption();
        var cursor = given is null ? null : isFirst ? bucket.Recall(given.Value.AsU64()) : given.Value.AsString();
        var (keys, next) = call.Wait(cancellation => bucket.Store.ListKeysAsync(cursor, cancellation));
        return ComponentValue.FromRecord(
            ("keys", ComponentValue.FromList([.. keys.Select(ComponentValue.FromString)])),
            ("cursor", next is null ? ComponentValue.None
                : ComponentValue.Some(isFirst ? ComponentValue.FromU64(bucket.Remember(next)) : ComponentValue.FromString(next))));
    }

    private static ComponentValue Increment(InterfaceCall call, bool isFirst)
    {
        var (store, key) = (Of(call).Store, StoreCall.Key(call[1]));
        var delta = !isFirst ? call[2].AsS64()
            : call[2].AsU64() <= long.MaxValue ? (long)call[2].AsU64()
            : throw new WasiKeyValueException(string.Create(CultureInfo.InvariantCulture, $"{call[2].AsU64()} cannot be added"));
        var sum = call.Wait(cancellation => store.IncrementAsync(key, delta, cancellation));
        return !isFirst ? ComponentValue.FromS64(sum)
            : sum >= 0 ? ComponentValue.FromU64((ulong)sum)
            : throw new WasiKeyValueException("the sum is negative");
    }

    private static ComponentValue NewSwap(InterfaceCall call, WasiKeyValueStore store, string key)
    {
        var (value, version) = call.Wait(cancellation => store.GetAsync(key, cancellation));
        return call.Own(KeyValueResourceTypes.CompareAndSwap, new CompareAndSwap(store, key, value, version));
    }

    private static ComponentValue? Swap(InterfaceCall call)
    {
        var swap = call.Take<CompareAndSwap>(0);
        swap.Drop();
        var bytes = call[1].AsNumbers<byte>().ToArray();
        try
        {
            return call.Wait(cancellation => swap.Store.TrySetAsync(swap.Key, swap.Version, bytes, cancellation))
                ? ComponentValue.Ok()
                : ComponentValue.Error(ComponentValue.FromVariant("cas-failed", NewSwap(call, swap.Store, swap.Key)));
        }
        catch (IOException exception)
        {
            return ComponentValue.Error(ComponentValue.FromVariant("store-error", StoreCall.Other(exception)));
        }
    }
}

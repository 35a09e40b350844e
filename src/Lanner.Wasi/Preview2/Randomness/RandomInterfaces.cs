using Lanner.Components;

namespace Lanner.Wasi.Preview2.Randomness;

/// <summary>The package <c>wasi:random</c>. What it calls insecure is as good as the rest.</summary>
internal static class RandomInterfaces
{
    /// <summary>Gigabytes take seconds, so bytes are made chunk by chunk.</summary>
    private const int Chunk = 1 << 20;

    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define) =>
        Define(define, Bytes, "insecure-seed", call => Pair(Number(call), Number(call)));

    /// <summary>Defines the interfaces of WASI 0.3, whose functions may give fewer bytes than they are asked for, and one seed
    /// always.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void DefinePreview3(Func<string, InterfaceDefinition> define) =>
        Define(define, SomeBytes, "get-insecure-seed", call =>
        {
            var (first, second) = call.Context.InsecureSeed;
            return Pair(first, second);
        });

    private static void Define(Func<string, InterfaceDefinition> define, InterfaceFunction bytes, string seedName, InterfaceFunction seed)
    {
        var random = define("wasi:random/random");
        random.Function("get-random-bytes", bytes);
        random.Function("get-random-u64", call => ComponentValue.FromU64(Number(call)));
        var insecure = define("wasi:random/insecure");
        insecure.Function("get-insecure-random-bytes", bytes);
        insecure.Function("get-insecure-random-u64", call => ComponentValue.FromU64(Number(call)));
        define("wasi:random/insecure-seed").Function(seedName, seed);
    }

    private static ComponentValue Pair(ulong first, ulong second) =>
        ComponentValue.FromTuple(ComponentValue.FromU64(first), ComponentValue.FromU64(second));

    private static ComponentValue? SomeBytes(InterfaceCall call) =>
        Bytes(call, ulong.Min(call[0].AsU64(), ulong.Min(Chunk, (ulong)call.Store.Limits.HostCopyBytes)));

    private static ComponentValue? Bytes(InterfaceCall call)
    {
        var length = call[0].AsU64();
        var limit = call.Store.Limits.HostCopyBytes;
        if (length > (ulong)limit)
        {
            throw ComponentTrap.Because($"{length} random bytes, more than the {limit} that may be copied at once");
        }

        return Bytes(call, length);
    }

    private static ComponentValue Bytes(InterfaceCall call, ulong length)
    {
        var bytes = new byte[length];
        for (var rest = bytes.AsSpan(); !rest.IsEmpty; rest = rest[int.Min(rest.Length, Chunk)..])
        {
            call.Store.ThrowIfInterrupted();
            call.Context.Random.Fill(rest[..int.Min(rest.Length, Chunk)]);
        }

        return ComponentValue.FromNumbers<byte>(bytes);
    }

    private static ulong Number(InterfaceCall call) => call.Context.Random.NextNumber();
}

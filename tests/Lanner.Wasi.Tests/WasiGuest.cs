using System.Buffers.Binary;
using System.Text;

namespace Lanner.Wasi.Tests;

/// <summary>A guest that does nothing by itself: it hands the functions of WASI on, so that tests call them as a guest would, on its
/// memory.</summary>
internal sealed class WasiGuest : IDisposable
{
    /// <summary>The addresses of results, and of paths and data.</summary>
    internal const int Result = 64, Data = 1024, MoreData = 8192;

    private readonly Engine _engine;
    private readonly Module _module;

    internal WasiGuest(WasiContextBuilder builder, string module = "wasi_snapshot_preview1", bool isInterruptible = false)
    {
        _engine = new Engine(new EngineOptions { Interruptible = isInterruptible });
        Context = builder.Build();
        Store = new Store(_engine);
        var linker = new Linker(_engine);
        linker.DefineWasi(Context);
        _module = Module.FromText(_engine, Text(module));
        Instance = linker.Instantiate(Store, _module);
        Memory = Instance.GetMemory("memory");
    }

    internal WasiContext Context { get; }

    internal Store Store { get; }

    internal Instance Instance { get; }

    internal Memory Memory { get; }

    internal int Result32 => Memory.Read<int>(Result);

    internal ulong Result64 => Memory.Read<ulong>(Result);

    internal WasiError Call(string name, params ReadOnlySpan<Value> arguments) =>
        (WasiError)Instance.GetFunction(name).Invoke(arguments)[0].AsInt32();

    internal WasiError OpenPath(
        string path, out int descriptor, int directory = 3, int openFlags = 0, long rights = 2 | 1L << 14 | 1 << 5 | 1 << 2 | 1 << 21,
        long inheriting = 0, int lookup = 1, int flags = 0)
    {
        var length = Memory.WriteString(Data, path);
        var error = Call("path_open", directory, lookup, Data, length, openFlags, rights, inheriting, flags, Result);
        descriptor = error == WasiError.Success ? Result32 : -1;
        return error;
    }

    internal WasiError Path(string name, string path, int directory = 3) => Call(name, directory, Data, Memory.WriteString(Data, path));

    internal WasiError Write(int descriptor, string text)
    {
        var length = Memory.WriteString(MoreData, text);
        SetVector(MoreData, length);
        return Call("fd_write", descriptor, 0, 1, Result);
    }

    internal WasiError Read(int descriptor, int length, out string text)
    {
        SetVector(MoreData, length);
        var error = Call("fd_read", descriptor, 0, 1, Result);
        text = error == WasiError.Success ? Memory.ReadString(MoreData, Result32) : "";
        return error;
    }

    /// <summary>Puts one part of the memory at address zero, as a list.</summary>
    internal void SetVector(int address, int length)
    {
        Memory.Write(0, address);
        Memory.Write(4, length);
    }

    /// <summary>Waits for things, each given as the bytes of a subscription; the events stand at <see cref="MoreData"/>.</summary>
    internal int Poll(params byte[][] subscriptions)
    {
        var address = Data;
        foreach (var subscription in subscriptions)
        {
            subscription.CopyTo(Memory.GetSpan(address, subscription.Length));
            address += subscription.Length;
        }

        Assert.Equal(WasiError.Success, Call("poll_oneoff", Data, MoreData, subscriptions.Length, Result));
        return Result32;
    }

    internal (ulong UserData, WasiError Error, int Type, ulong Bytes, int Flags) Event(int index)
    {
        var bytes = Memory.GetSpan(MoreData + (32 * index), 32);
        return (BinaryPrimitives.ReadUInt64LittleEndian(bytes), (WasiError)BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]), bytes[10],
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]));
    }

    internal static byte[] ClockSubscription(ulong userData, int clock, ulong time, bool isAbsolute = false)
    {
        var bytes = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), clock);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), time);
        bytes[40] = isAbsolute ? (byte)1 : (byte)0;
        return bytes;
    }

    internal static byte[] FileSubscription(ulong userData, int descriptor, bool forWriting = false)
    {
        var bytes = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        bytes[8] = forWriting ? (byte)2 : (byte)1;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), descriptor);
        return bytes;
    }

    public void Dispose()
    {
        Context.Dispose();
        Store.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }

    private static string Text(string module)
    {
        var text = new StringBuilder("(module\n");
        var functions = WasiFunctions.All.Where(function => module != "wasi_unstable" || function.Name != "sock_accept").ToArray();
        foreach (var (name, parameters) in functions)
        {
            text.AppendLine($"""(import "{module}" "{name}" (func ${name} (param {parameters}) (result i32)))""");
        }

        text.AppendLine("""(memory (export "memory") 2)""");
        foreach (var (name, _) in functions)
        {
            text.AppendLine($"""(export "{name}" (func ${name}))""");
        }

        return text.Append(')').ToString();
    }
}

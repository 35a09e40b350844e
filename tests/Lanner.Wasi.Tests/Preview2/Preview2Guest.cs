using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>A guest of WASI 0.2 whose functions are those of WASI (<see cref="ForwardingComponent"/>).</summary>
internal sealed class Preview2Guest : IDisposable
{
    private static readonly Engine Engine = new();
    private static readonly Engine Interruptible = new(new EngineOptions { Interruptible = true });
    private static readonly Lazy<Component> Forwarding = new(() => Make(Engine));
    private static readonly Lazy<Component> ForwardingInterruptible = new(() => Make(Interruptible));
    private static readonly Dictionary<string, int> Numbers = ForwardingComponent.Functions(_ => false)
        .ToDictionary(function => $"{function.Interface.Name}#{function.Item.Name}", function => function.Number);

    private readonly ComponentInstance _instance;

    internal Preview2Guest(WasiContextBuilder? builder = null, bool isInterruptible = false, StoreLimits? limits = null)
    {
        Context = (builder ?? new WasiContextBuilder()).Build();
        var engine = isInterruptible ? Interruptible : Engine;
        Store = new Store(engine, limits);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(Context);
        _instance = linker.Instantiate(Store, (isInterruptible ? ForwardingInterruptible : Forwarding).Value);
    }

    internal WasiContext Context { get; }

    internal Store Store { get; }

    /// <summary>Calls a function of an interface.</summary>
    internal ComponentValue? Call(string interfaceName, string function, params ReadOnlySpan<ComponentValue> arguments) =>
        _instance.GetFunction($"f{Numbers[$"{interfaceName}#{function}"]}").Call(arguments);

    /// <summary>Calls a method of a stream.</summary>
    internal (bool IsError, ComponentValue? Value) Stream(
        string method, ComponentResource stream, params ReadOnlySpan<ComponentValue> arguments) =>
        Call("wasi:io/streams", $"[method]{method}", [ComponentValue.FromBorrow(stream), .. arguments])!.Value.AsResult();

    internal bool IsReady(ComponentResource pollable) =>
        Call("wasi:io/poll", "[method]pollable.ready", ComponentValue.FromBorrow(pollable))!.Value.AsBool();

    internal uint[] Poll(params ComponentResource[] pollables)
    {
        var list = ComponentValue.FromList([.. pollables.Select(ComponentValue.FromBorrow)]);
        return [.. Call("wasi:io/poll", "poll", list)!.Value.AsList().Select(value => value.AsU32())];
    }

    /// <summary>The pollable of a stream.</summary>
    internal ComponentResource Subscribe(string kind, ComponentResource stream) =>
        Call("wasi:io/streams", $"[method]{kind}.subscribe", ComponentValue.FromBorrow(stream))!.Value.AsResource();

    /// <summary>A pollable that is ready after a while.</summary>
    internal ComponentResource After(TimeSpan time) => Call(
        "wasi:clocks/monotonic-clock", "subscribe-duration", ComponentValue.FromU64((ulong)time.Ticks * 100))!.Value.AsResource();

    /// <summary>A stream of the host.</summary>
    internal ComponentResource Input(InputSource source) =>
        Context.Resources.Add(ResourceTypes.InputStream, new InputStream(source)).AsResource();

    /// <summary>A stream of the host.</summary>
    internal ComponentResource Output(OutputSink sink) =>
        Context.Resources.Add(ResourceTypes.OutputStream, new OutputStream(sink)).AsResource();

    /// <summary>The text of an error of a stream.</summary>
    internal string DebugString(ComponentValue streamError) => Call(
        "wasi:io/error", "[method]error.to-debug-string",
        ComponentValue.FromBorrow(streamError.AsVariant().Value!.Value.AsResource()))!.Value.AsString();

    public void Dispose()
    {
        Store.Dispose();
        Context.Dispose();
    }

    private static Component Make(Engine engine) =>
        Component.FromText(engine, ForwardingComponent.Make(engine, "0.2.12", isLacking: _ => false));
}

using Lanner.Components;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Lanner, in one of its ways of running.</summary>
internal sealed class LannerGuest : IGuest
{
    private readonly Engine _engine;
    private readonly ComponentLinker _linker;
    private Component? _component;
    private Store? _store;
    private ComponentInstance? _instance;
    private string _received = "";

    private LannerGuest(string name, EngineOptions options, HostResourceType resource, bool emitsAdapters = true)
    {
        Name = name;
        _engine = new Engine(options);
        _linker = new ComponentLinker(_engine) { EmitsAdapters = emitsAdapters };
        _linker.DefineResource(null, "r", resource);
        _linker.Define("take", (_, arguments) =>
        {
            _received = ValueText.Of(arguments[0]);
            return null;
        });
        _linker.Define("echo", (_, arguments) =>
        {
            _received = ValueText.Of(arguments[0]);
            return arguments[0];
        });
        _linker.Define("lend", (_, arguments) =>
        {
            _received = $"{ValueText.Of(arguments[0])} {ValueText.Of(arguments[1])}";
            return ComponentValue.FromU32((uint)arguments[1].AsList().Count);
        });
    }

    public string Name { get; }

    /// <summary>The ways of running that must not differ.</summary>
    internal static LannerGuest[] All(HostResourceType resource) =>
    [
        new("Lanner", new EngineOptions { Features = WasmFeatures.All }, resource),
        new("Lanner checked", new EngineOptions { Features = WasmFeatures.All, MemoryMode = MemoryMode.Checked }, resource),
        new("Lanner by plans", new EngineOptions { Features = WasmFeatures.All }, resource, emitsAdapters: false),
    ];

    public void Load(byte[] component)
    {
        _component = Component.FromBinary(_engine, component);
        Stop();
    }

    public void Restart() => Stop();

    public GuestOutcome Call(string function, params ReadOnlySpan<ComponentValue> arguments)
    {
        _store ??= new Store(_engine);
        _instance ??= _linker.Instantiate(_store, _component!);
        _received = "";
        try
        {
            var result = _instance.GetFunction(function).Call(arguments);
            return new GuestOutcome(result is { } value ? ValueText.Of(value) : "", _received);
        }
        catch (TrapException)
        {
            Stop();
            return GuestOutcome.Trap;
        }
    }

    public void Dispose()
    {
        Stop();
        _engine.Dispose();
    }

    private void Stop()
    {
        _store?.Dispose();
        (_store, _instance) = (null, null);
    }
}

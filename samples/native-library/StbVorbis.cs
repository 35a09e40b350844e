using Lanner;

namespace NativeLibrarySample;

/// <summary>The functions of stb-vorbis.wasm. Written by hand in the shape that Lanner.Build gives to the class of a module, so that
/// nothing else changes when this file goes.</summary>
internal sealed class StbVorbis : IDisposable
{
    private readonly bool _ownsStore;
    private readonly Func<int, int> _malloc;
    private readonly Action<int> _free;
    private readonly Func<int, int, int, int, int, int> _decode;

    public StbVorbis(Store? store = null)
    {
        _ownsStore = store is null;
        Store = store ?? new Store(Engine);
        Instance = Prepared.Instantiate(Store);
        Memory = Instance.GetMemory("memory");
        _malloc = Instance.GetFunction<Func<int, int>>("malloc");
        _free = Instance.GetFunction<Action<int>>("free");
        _decode = Instance.GetFunction<Func<int, int, int, int, int, int>>("stb_vorbis_decode_memory");
        Instance.FindFunction("_initialize")?.ToDelegate<Action>()();
    }

    public static Engine Engine { get; } = new(new EngineOptions { Interruptible = true });

    private static PreparedModule Prepared { get; } =
        new Linker(Engine).Prepare(Module.FromFile(Engine, Path.Combine(AppContext.BaseDirectory, "stb-vorbis.wasm")));

    public Store Store { get; }

    public Instance Instance { get; }

    public Memory Memory { get; }

    public int Malloc(int size) => _malloc(size);

    public void Free(int address) => _free(address);

    public int StbVorbisDecodeMemory(int file, int length, int channels, int sampleRate, int samples) =>
        _decode(file, length, channels, sampleRate, samples);

    public void Dispose()
    {
        if (_ownsStore)
        {
            Store.Dispose();
        }
    }
}

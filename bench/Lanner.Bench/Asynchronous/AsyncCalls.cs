namespace Lanner.Bench.Asynchronous;

/// <summary>A guest with a loop around a call of each kind of host function.</summary>
internal sealed class AsyncCalls : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Module _module;
    private readonly Store _store;
    private readonly Instance _instance;
    private readonly CompletingThread _thread = new();

    internal AsyncCalls(string guest)
    {
        _module = Module.FromText(_engine, guest);
        _store = new Store(_engine);
        var linker = new Linker(_engine);
        linker.Define("env", "sync", (int number) => number);
        linker.DefineAsync("env", "completed", (int number) => ValueTask.FromResult(number));
#pragma warning disable CS1998 // An async method that happens not to wait is what is measured.
        linker.DefineAsync("env", "async", async ValueTask<int> (int number) => number);
#pragma warning restore CS1998
        linker.DefineAsync("env", "yield", async (int number) =>
        {
            await Task.Yield();
            return number;
        });
        linker.DefineAsync("env", "thread", async (int number) => await _thread.Echo(number));
        _instance = linker.Instantiate(_store, _module);
    }

    /// <summary>A loop of so many calls.</summary>
    internal Action<int> Loop(string name) => _instance.GetFunction<Action<int>>(name);

    public void Dispose()
    {
        _thread.Dispose();
        _store.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }
}

using Lanner.Components;

namespace Lanner.Bench.Asynchronous;

/// <summary>Calls of a component whose function asks the host for a number, which may take a while.</summary>
internal sealed class TaskCalls : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly ComponentInstance _instance;

    /// <param name="guest">The component.</param>
    /// <param name="wait">The function of the host.</param>
    internal TaskCalls(string guest, Func<uint, ValueTask<uint>> wait)
    {
        _store = new Store(_engine);
        var linker = new ComponentLinker(_engine);
        linker.DefineAsync(null, "wait", (_, arguments, _) =>
        {
            var pending = wait(arguments.Span[0].AsU32());
            return pending.IsCompletedSuccessfully ? new(ComponentValue.FromU32(pending.Result)) : Await(pending);
        });
        _instance = linker.Instantiate(_store, Component.FromText(_engine, guest));
    }

    /// <summary>Makes a call.</summary>
    /// <param name="function">The function of the guest.</param>
    internal async Task Call(string function)
    {
        if ((await _instance.GetFunction(function).CallAsync(new[] { ComponentValue.FromU32(7) }))!.Value.AsU32() != 7)
        {
            throw new InvalidOperationException("A call has given another number than it was given.");
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    private static async ValueTask<ComponentValue?> Await(ValueTask<uint> pending) => ComponentValue.FromU32(await pending);
}

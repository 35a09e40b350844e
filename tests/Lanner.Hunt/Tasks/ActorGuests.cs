using Lanner.Components;

namespace Lanner.Hunt.Tasks;

/// <summary>The guests of one thread of the hunt.</summary>
internal sealed class ActorGuests : IDisposable
{
    private readonly ComponentLinker _linker;
    private readonly Component _component;
    private TaskSchedule? _schedule;

    internal ActorGuests()
    {
        Engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        _component = Component.FromText(Engine, ActorComponent.Text);
        _linker = new ComponentLinker(Engine);
        _linker.Define("step", (_, arguments) => ComponentValue.FromU64(
            _schedule!.Step(arguments[0].AsU32(), arguments[1].AsU32(), arguments[2].AsU64())));
        _linker.DefineAsync(null, "wait", (_, arguments, cancellation) => _schedule!.Wait(arguments.Span[0].AsU32(), cancellation));
    }

    internal Engine Engine { get; }

    /// <summary>Makes an instance for a run.</summary>
    internal ComponentInstance Instantiate(Store store, TaskSchedule schedule)
    {
        _schedule = schedule;
        return _linker.Instantiate(store, _component);
    }

    public void Dispose() => Engine.Dispose();
}

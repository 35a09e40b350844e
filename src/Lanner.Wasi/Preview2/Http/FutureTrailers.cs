using Lanner.Components;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>A <c>future-trailers</c>: reads a body to its end, for what comes behind it.</summary>
internal sealed class FutureTrailers(BodySource source)
    : HostResource(AsynchronousInput.DefaultCapacity + FieldList.MaximumBytes), IWaitable
{
    private readonly Task<FieldList?> _trailers = source.FinishAsync();
    private bool _isTaken;

    public bool IsReady => _trailers.IsCompleted;

    public WakeUp WakeUp => WakeUp.ByTask(_trailers);

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.FutureTrailers;
        types.Resource(type);
        types.Method(type, "subscribe", Pollable.Subscribe<FutureTrailers>);
        types.Method(type, "get", Get);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Close();
            _trailers.IgnoreFailure();
        }

        base.Dispose(disposing);
    }

    private static ComponentValue? Get(InterfaceCall call)
    {
        var future = call.Resource<FutureTrailers>(0);
        if (!future.IsReady)
        {
            return ComponentValue.None;
        }

        if (future._isTaken)
        {
            return ComponentValue.Some(ComponentValue.Error());
        }

        future._isTaken = true;
        ComponentValue outcome;
        try
        {
            outcome = ComponentValue.Ok(future._trailers.GetAwaiter().GetResult() is { Count: > 0 } trailers
                ? ComponentValue.Some(Fields.View(call, trailers, future))
                : ComponentValue.None);
        }
        catch (WasiHttpException exception)
        {
            outcome = ComponentValue.Error(exception.Error.ToValue());
        }

        return ComponentValue.Some(ComponentValue.Ok(outcome));
    }
}

using Lanner.Components;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>A <c>future-incoming-response</c>.</summary>
internal sealed class FutureIncomingResponse(HttpExchange exchange, Task<FieldList> response) : HostResource, IWaitable
{
    private bool _isTaken;

    public bool IsReady => response.IsCompleted;

    public WakeUp WakeUp => WakeUp.ByTask(response);

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.FutureIncomingResponse;
        types.Resource(type);
        types.Method(type, "subscribe", Pollable.Subscribe<FutureIncomingResponse>);
        types.Method(type, "get", Get);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isTaken)
        {
            // A request that the guest has written a body for is sent to its end, though nobody is interested in the answer.
            if (!exchange.HasBody)
            {
                exchange.Cancel();
            }

            response.IgnoreFailure();
            response.ContinueWith(
                static (_, exchange) => ((HttpExchange)exchange!).Close(), exchange, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        base.Dispose(disposing);
    }

    private static ComponentValue? Get(InterfaceCall call)
    {
        var future = call.Resource<FutureIncomingResponse>(0);
        if (!future.IsReady)
        {
            return ComponentValue.None;
        }

        if (future._isTaken)
        {
            return ComponentValue.Some(ComponentValue.Error());
        }

        future._isTaken = true;
        return ComponentValue.Some(ComponentValue.Ok(future.Take(call)));
    }

    private ComponentValue Take(InterfaceCall call)
    {
        try
        {
            var headers = response.GetAwaiter().GetResult();
            return ComponentValue.Ok(call.Own(HttpResourceTypes.IncomingResponse, new IncomingResponse(exchange, headers)));
        }
        catch (WasiHttpException exception)
        {
            return ComponentValue.Error(exception.Error.ToValue());
        }
    }
}

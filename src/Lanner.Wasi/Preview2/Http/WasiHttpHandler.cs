using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview3.Http;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi;

/// <summary>Gives requests to an instance of a component that exports <c>wasi:http/incoming-handler</c> of WASI 0.2, or
/// <c>wasi:http/handler</c> of WASI 0.3, which counts where there are both. Of the first, one request is handled at a time; whoever has
/// more at once has more instances, each in a store of its own. The second handles any number at once.</summary>
/// <example><code>
/// var handler = new WasiHttpHandler(linker.Instantiate(store, component), context);
/// using var response = await handler.HandleAsync(new WasiHttpRequest("GET") { PathWithQuery = "/" }, cancellation);
/// await response.Body.CopyToAsync(output, cancellation);
/// await response.Completion;
/// </code></example>
public sealed class WasiHttpHandler
{
    /// <summary>The names of the interface, with the version that is left out: any of 0.2, and any of 0.3.</summary>
    private const string Preview2 = "wasi:http/incoming-handler@0.2.", Preview3 = "wasi:http/handler@0.3.";

    private readonly ComponentFunction _handle;
    private readonly WasiContext _context;
    private readonly TaskScheduler _scheduler;
    private readonly bool _isPreview3;
    private int _isBusy;

    /// <summary>Makes a handler.</summary>
    /// <param name="instance">The instance, of a linker in which WASI is defined.</param>
    /// <param name="context">The context of the instance.</param>
    /// <param name="scheduler">Runs the component, which may block its thread for as long as it handles a request; null for
    /// <see cref="GuestScheduler.Shared"/>. One of WASI 0.3 takes no thread while it waits.</param>
    /// <exception cref="ArgumentException">The component exports no handler of WASI 0.2 or 0.3.</exception>
    public WasiHttpHandler(ComponentInstance instance, WasiContext context, TaskScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(context);
        var export = Find(instance.Exports);
        _handle = export is not null && instance.FindInstance(export.Name)?.FindFunction("handle") is { } handle
            ? handle
            : throw new ArgumentException(
                $"The component exports no {Preview2}x or {Preview3}x, by which requests are handled.", nameof(instance));
        _isPreview3 = export.Name.StartsWith(Preview3, StringComparison.Ordinal);
        _context = context;
        _scheduler = scheduler ?? GuestScheduler.Shared;
    }

    /// <summary>Tests whether a component handles requests of WASI 0.2 or 0.3.</summary>
    /// <param name="component">The component.</param>
    public static bool IsHandler(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return Find(component.Exports) is not null;
    }

    /// <summary>Has a request handled.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Stops the component, if its engine was made with <see cref="EngineOptions.Interruptible"/>, also while it
    /// writes the body; otherwise the response is only no longer waited for. One of WASI 0.3 is asked to end first, and is stopped where it
    /// waits in any case.</param>
    /// <returns>The response, as soon as the component has given its head. The component goes on until
    /// <see cref="WasiHttpResponse.Completion"/>.</returns>
    /// <exception cref="ArgumentException">The headers or the method are against the rules of HTTP, or too many.</exception>
    /// <exception cref="InvalidOperationException">The instance still handles another request, which one of WASI 0.2 does
    /// alone.</exception>
    /// <exception cref="WasiHttpException">The component has answered with an error, or not at all.</exception>
    /// <exception cref="TrapException">The component trapped, and may not be called any more.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<WasiHttpResponse> HandleAsync(WasiHttpRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!FieldRules.IsToken(request.Method) || FieldList.Receive(request.Headers) is not { } headers)
        {
            throw new ArgumentException("The method or the headers are against the rules of HTTP, or too many.", nameof(request));
        }

        if (_isPreview3)
        {
            return HandlerCall.HandleAsync(_handle, _context, _scheduler, request, headers, cancellation);
        }

        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            throw new InvalidOperationException("The instance still handles another request.");
        }

        var outparam = new ResponseOutparam(request);
        var run = Task.Factory.StartNew(
            () => Run(new IncomingRequest(request, headers), outparam, cancellation),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
        run.IgnoreFailure();
        return FinishAsync(outparam, run, cancellation);
    }

    private static ComponentExtern? Find(IReadOnlyList<ComponentExtern> exports) =>
        ExportedInterface.Find(exports, Preview3, Preview2);

    private static async Task<WasiHttpResponse> FinishAsync(ResponseOutparam outparam, Task run, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(
            static (outparam, token) => ((ResponseOutparam)outparam!).Cancel(token), outparam);
        var response = await outparam.Response.ConfigureAwait(false);
        response.Completion = run;
        return response;
    }

    /// <summary>Calls the guest. Whatever comes of it, the host gets an answer, and the body an end.</summary>
    private void Run(IncomingRequest request, ResponseOutparam outparam, CancellationToken cancellation)
    {
        try
        {
            Call(request, outparam, cancellation);
            outparam.FailUnlessAnswered("the guest has returned without a response");
            outparam.Body?.Fail(new HttpError("HTTP-response-incomplete"));
        }
        catch (Exception exception)
        {
            outparam.Fail(exception);
            outparam.Body?.Fail(HttpError.Internal($"the guest has not come to its end: {exception.Message}"), exception);
            throw;
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private void Call(IncomingRequest request, ResponseOutparam outparam, CancellationToken cancellation)
    {
        // What a call that cannot begin does not take over ends here.
        using var first = _context.Resources.Add(HttpResourceTypes.IncomingRequest, request).AsResource();
        using var second = _context.Resources.Add(HttpResourceTypes.ResponseOutparam, outparam).AsResource();
        void Call() => _handle.Call(ComponentValue.FromOwn(first), ComponentValue.FromOwn(second));
        try
        {
            if (_handle.Store.Engine.Options.Interruptible)
            {
                _handle.Store.Run(Call, cancellation);
            }
            else
            {
                Call();
            }
        }
        catch (Exception exception)
        {
            // Whoever waits for the response learns this, not that its place was dropped.
            outparam.Fail(exception);
            throw;
        }
    }
}

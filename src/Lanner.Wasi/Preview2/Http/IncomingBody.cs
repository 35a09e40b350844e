using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>An <c>incoming-body</c>.</summary>
internal sealed class IncomingBody(BodySource source) : HostResource(AsynchronousInput.DefaultCapacity)
{
    private bool _hasStream;
    private bool _isFinished;

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.IncomingBody;
        types.Resource(type);
        types.Method(type, "stream", GetStream);
        types.Function("[static]incoming-body.finish", Finish);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isFinished)
        {
            source.Close();
        }

        base.Dispose(disposing);
    }

    private static ComponentValue? GetStream(InterfaceCall call)
    {
        var body = call.Resource<IncomingBody>(0);
        if (body._hasStream)
        {
            return ComponentValue.Error();
        }

        body._hasStream = true;
        return ComponentValue.Ok(call.Own(ResourceTypes.InputStream, new InputStream(body.Source), parent: body));
    }

    private static ComponentValue? Finish(InterfaceCall call)
    {
        var body = call.Take<IncomingBody>(0);
        body._isFinished = true;
        body.Drop();
        return call.Own(HttpResourceTypes.FutureTrailers, new FutureTrailers(body.Source));
    }

    private BodySource Source => source;
}

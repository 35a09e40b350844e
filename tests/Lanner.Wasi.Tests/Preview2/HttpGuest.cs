using System.Text;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>A guest of <c>wasi:http</c> whose program is the test: it calls the functions as a guest would.</summary>
internal sealed class HttpGuest : IDisposable
{
    internal const string Types = "wasi:http/types";

    private readonly Preview2Guest _guest;

    internal HttpGuest(WasiContextBuilder? builder = null, bool isInterruptible = false) =>
        _guest = new Preview2Guest(builder, isInterruptible);

    internal Preview2Guest Guest => _guest;

    internal WasiContext Context => _guest.Context;

    internal static ComponentValue Lend(ComponentResource resource) => ComponentValue.FromBorrow(resource);

    internal static ComponentValue Give(ComponentResource resource) => ComponentValue.FromOwn(resource);

    internal static ComponentValue OfText(string text) => ComponentValue.FromString(text);

    internal static ComponentValue SomeText(string text) => ComponentValue.Some(OfText(text));

    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    internal ComponentValue Call(string function, params ReadOnlySpan<ComponentValue> arguments) =>
        _guest.Call(Types, function, arguments)!.Value;

    /// <summary>Calls a method that gives a result, and says whether it has succeeded.</summary>
    internal bool Try(string method, ComponentResource self, params ReadOnlySpan<ComponentValue> arguments) =>
        !Call($"[method]{method}", [Lend(self), .. arguments]).AsResult().IsError;

    /// <summary>Calls a method that gives a resource, by itself or as a success.</summary>
    internal ComponentResource Get(string method, ComponentResource self)
    {
        var value = Call($"[method]{method}", Lend(self));
        return (value.Kind == ComponentValueKind.Result ? value.AsResult().Value!.Value : value).AsResource();
    }

    internal ComponentResource NewFields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var list = Call("[constructor]fields").AsResource();
        foreach (var (name, value) in fields)
        {
            Assert.True(Append(list, name, value), name);
        }

        return list;
    }

    internal bool Append(ComponentResource fields, string name, string value) =>
        Try("fields.append", fields, OfText(name), ComponentValue.FromNumbers<byte>(Bytes(value)));

    /// <summary>The fields as lines, a character for each byte.</summary>
    internal string[] Lines(ComponentResource fields) => [.. Call("[method]fields.entries", Lend(fields)).AsList()
        .Select(entry => entry.AsList())
        .Select(entry => $"{entry[0].AsString()}: {Encoding.Latin1.GetString(entry[1].AsNumbers<byte>().Span)}")];

    internal ComponentResource NewRequest(
        string authority, string path = "/", string method = "get", string scheme = "HTTP",
        params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = Call("[constructor]outgoing-request", Give(NewFields(headers))).AsResource();
        Assert.True(Try("outgoing-request.set-authority", request, SomeText(authority)));
        Assert.True(Try("outgoing-request.set-path-with-query", request, SomeText(path)));
        Assert.True(Try("outgoing-request.set-method", request, ComponentValue.FromVariant(method)));
        Assert.True(Try("outgoing-request.set-scheme", request, ComponentValue.Some(ComponentValue.FromVariant(scheme))));
        return request;
    }

    internal ComponentResource NewResponse(int status, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var response = Call("[constructor]outgoing-response", Give(NewFields(headers))).AsResource();
        Assert.True(Try("outgoing-response.set-status-code", response, ComponentValue.FromU16((ushort)status)));
        return response;
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The future, or the error.</returns>
    internal (ComponentResource? Future, string? Error) Send(ComponentResource request, ComponentResource? options = null)
    {
        var (isError, value) = _guest.Call(
            "wasi:http/outgoing-handler", "handle", Give(request),
            options is null ? ComponentValue.None : ComponentValue.Some(Give(options)))!.Value.AsResult();
        return isError ? (null, value!.Value.AsVariant().Label) : (value!.Value.AsResource(), null);
    }

    /// <summary>Waits for the response.</summary>
    /// <returns>The response, or the error.</returns>
    internal (ComponentResource? Response, string? Error) Await(ComponentResource future)
    {
        Block(Get("future-incoming-response.subscribe", future));
        var outer = Call("[method]future-incoming-response.get", Lend(future)).AsOption()!.Value.AsResult();
        Assert.False(outer.IsError);
        var (isError, value) = outer.Value!.Value.AsResult();
        return isError ? (null, value!.Value.AsVariant().Label) : (value!.Value.AsResource(), null);
    }

    /// <summary>Sends a request, and waits for the response or an error.</summary>
    internal (ComponentResource? Response, string? Error) Exchange(ComponentResource request, ComponentResource? options = null)
    {
        var (future, error) = Send(request, options);
        return future is null ? (null, error) : Await(future);
    }

    internal int Status(ComponentResource response) => Call("[method]incoming-response.status", Lend(response)).AsU16();

    /// <summary>Waits for something, and drops the pollable.</summary>
    internal void Block(ComponentResource pollable)
    {
        _guest.Call("wasi:io/poll", "[method]pollable.block", Lend(pollable));
        pollable.Dispose();
    }

    /// <summary>Writes all of a text, waiting where need be.</summary>
    /// <returns>The error, or null.</returns>
    internal ComponentValue? Write(ComponentResource stream, string text)
    {
        var (isError, value) = _guest.Stream(
            "output-stream.blocking-write-and-flush", stream, ComponentValue.FromNumbers<byte>(Bytes(text)));
        return isError ? value : null;
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>The bytes that were read, and the error that has ended it or null.</returns>
    internal (string Text, ComponentValue? Error) ReadToEnd(ComponentResource stream)
    {
        var text = new StringBuilder();
        while (true)
        {
            var (isError, value) = _guest.Stream("input-stream.blocking-read", stream, ComponentValue.FromU64(64 << 10));
            if (isError)
            {
                return (text.ToString(), value!.Value.AsVariant().Label == "closed" ? null : value);
            }

            text.Append(Encoding.Latin1.GetString(value!.Value.AsNumbers<byte>().Span));
        }
    }

    /// <summary>Reads the body of a request or response.</summary>
    internal (string Text, ComponentValue? Error) ReadBody(string consume, ComponentResource message)
    {
        using var body = Get(consume, message);
        using var stream = Get("incoming-body.stream", body);
        return ReadToEnd(stream);
    }

    /// <summary>The error of HTTP within an error of a stream.</summary>
    internal string? HttpErrorCode(ComponentValue streamError) => Call(
        "http-error-code", Lend(streamError.AsVariant().Value!.Value.AsResource())).AsOption()?.AsVariant().Label;

    /// <summary>Ends a body.</summary>
    /// <returns>The error, or null.</returns>
    internal string? Finish(ComponentResource body, ComponentResource? trailers = null)
    {
        var (isError, value) = Call(
            "[static]outgoing-body.finish", Give(body),
            trailers is null ? ComponentValue.None : ComponentValue.Some(Give(trailers))).AsResult();
        return isError ? value!.Value.AsVariant().Label : null;
    }

    /// <summary>Writes a whole body.</summary>
    internal string? WriteBody(ComponentResource body, string text, ComponentResource? trailers = null)
    {
        using (var stream = Get("outgoing-body.write", body))
        {
            for (var start = 0; start < text.Length; start += 4096)
            {
                Write(stream, text.Substring(start, int.Min(4096, text.Length - start)));
            }
        }

        return Finish(body, trailers);
    }

    internal void Set(ComponentResource outparam, ComponentResource response) =>
        _guest.Call(Types, "[static]response-outparam.set", Give(outparam), ComponentValue.Ok(Give(response)));

    public void Dispose() => _guest.Dispose();
}

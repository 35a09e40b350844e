using System.Net.Http.Headers;
using System.Text;
using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>One request that was sent, until its response is read or given up.</summary>
internal sealed class HttpExchange : IBodyOrigin
{
    /// <summary>The key under which a message carries its exchange.</summary>
    internal static readonly HttpRequestOptionsKey<HttpExchange> Key = new("wasi:http");

    private readonly HttpSender _sender;
    private readonly HttpRequestMessage _message;
    private readonly RequestContent? _content;
    private readonly CancellationTokenSource _cancelled;
    private HttpResponseMessage? _response;
    private int _isClosed;

    internal HttpExchange(
        HttpSender sender, HttpRequestMessage message, RequestContent? content, RequestOptions options, CancellationToken cancellation)
    {
        _sender = sender;
        _message = message;
        _content = content;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Timeouts = new RequestTimeouts(options, _cancelled.Token);
        BetweenBytesTimeout = options.BetweenBytesTimeout;
        message.Options.Set(Key, this);
    }

    internal RequestTimeouts Timeouts { get; }

    internal TimeSpan BetweenBytesTimeout { get; }

    /// <summary>True if the request has a body that the guest writes, or wrote.</summary>
    internal bool HasBody => _content is { Sent.IsCompleted: false };

    internal int Status => (int)_response!.StatusCode;

    public Stream Stream { get; private set; } = Stream.Null;

    public FieldList? Trailers => FieldList.Receive(ToPairs(_response!.TrailingHeaders))
        ?? throw new HttpError("HTTP-response-trailer-section-size", ComponentValue.None).ToException();

    /// <summary>Sends the request.</summary>
    /// <returns>The headers of the response.</returns>
    /// <exception cref="WasiHttpException">There is no response.</exception>
    internal async Task<FieldList> SendAsync(HttpMessageInvoker invoker)
    {
        try
        {
            RequestTrailers.Begin(_content);
            _response = await invoker.SendAsync(_message, Timeouts.Token).ConfigureAwait(false);
            var headers = ToPairs(_response.Headers).Concat(ToPairs(_response.Content.Headers));
            var fields = FieldList.Receive(headers) ?? throw HttpError.Protocol.ToException();
            if (!FieldRules.TryGetLength(fields, out _))
            {
                throw HttpError.Protocol.ToException();
            }

            Stream = await _response.Content.ReadAsStreamAsync(Timeouts.Token).ConfigureAwait(false);
            return fields;
        }
        catch (Exception exception)
        {
            var error = Timeouts.Token.IsCancellationRequested ? Timeouts.Error : SendErrors.Of(exception);
            Close();
            throw error.ToException(exception);
        }
        finally
        {
            // From now on the guest's reads have their own time.
            Timeouts.Dispose();
        }
    }

    public HttpError Explain(Exception exception) => SendErrors.Of(exception);

    /// <summary>Gives the exchange up. What the guest still sends goes on to its end.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _ = CloseAsync();
        }
    }

    /// <summary>Ends the exchange, whatever is on its way.</summary>
    internal void Cancel()
    {
        try
        {
            _cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private async Task CloseAsync()
    {
        if (_response is not null && _content is not null)
        {
            await _content.Sent.ConfigureAwait(false);
        }

        _response?.Dispose();
        _message.Dispose();
        _cancelled.Dispose();
        _sender.Release();
    }

    /// <summary>The fields as they came, a byte of a value for each character.</summary>
    private static IEnumerable<KeyValuePair<string, byte[]>> ToPairs(HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                yield return KeyValuePair.Create(name, Encoding.Latin1.GetBytes(value));
            }
        }
    }
}

using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview3.Http;
using Lanner.Wasi.Tests.Preview2;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>Bodies from outside that a guest passes on as they are.</summary>
public sealed class BodySendingTests
{
    [Fact]
    public async Task A_body_that_nobody_reads_is_not_read_either()
    {
        var origin = new Origin(new CountedStream());
        var pipe = new BodyPipe();
        pipe.CloseReader();
        Assert.Equal("connection-terminated", await SendAsync(origin, pipe));
        Assert.Equal((0, true), (((CountedStream)origin.Stream).Reads, origin.IsClosed));
    }

    [Fact]
    public async Task A_body_that_does_not_go_on_is_given_up_after_its_time()
    {
        using var stream = new ControlledStream();
        var pipe = new BodyPipe();
        Assert.Equal("connection-read-timeout", await SendAsync(new Origin(stream), pipe));
        var error = await Assert.ThrowsAsync<WasiHttpException>(
            () => pipe.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
        Assert.Equal("connection-read-timeout", error.Code);
    }

    /// <summary>Passes a body on.</summary>
    /// <returns>The name of the error.</returns>
    private static async Task<string> SendAsync(Origin origin, BodyPipe pipe)
    {
        using var context = new WasiContextBuilder().Build();
        using var message = new Request(new FieldList(), options: null)
        {
            HostBody = new BodyOfHost(origin, TimeSpan.FromMilliseconds(20)),
        };
        BodySending.Begin(message, context, pipe, isRequest: true, length: null, CancellationToken.None);
        var (isError, value) = (await message.Sent.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken)).AsResult();
        Assert.True(isError);
        return HttpError.OfValue(value!.Value).Code;
    }

    private sealed class Origin(Stream stream) : IBodyOrigin
    {
        public Stream Stream => stream;

        public FieldList? Trailers => null;

        internal bool IsClosed { get; private set; }

        public HttpError Explain(Exception exception) => HttpError.Internal(exception.Message);

        public void Close() => IsClosed = true;
    }

    private sealed class CountedStream : MemoryStream
    {
        internal int Reads { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            return new(Reads > 100 ? 0 : buffer.Length);
        }
    }
}

using System.Text;
using Guest = Lanner.Components.Generators.Tests.Waiting.Exports.Values;
using Host = Lanner.Components.Generators.Tests.Waiting.Imports.IValues;

namespace Lanner.Components.Generators.Tests;

/// <summary>Values that go from the host to a guest, from there to an import, and all the way back, by functions that wait.</summary>
public sealed class WaitingValueTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly Guest _guest;

    public WaitingValueTests()
    {
        _store = new Store(_engine);
        _guest = Instantiate("utf8");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task Numbers_come_back()
    {
        Assert.True(await _guest.EchoBoolAsync(true, Token));
        Assert.Equal(-128, await _guest.EchoS8Async(-128, Token));
        Assert.Equal(65535, await _guest.EchoU16Async(65535, Token));
        Assert.Equal(long.MinValue, await _guest.EchoS64Async(long.MinValue, Token));
        Assert.Equal(1.5f, await _guest.EchoF32Async(1.5f, Token));
        Assert.Equal(-0.25, await _guest.EchoF64Async(-0.25, Token));
        Assert.Equal(new Rune(0x10FFFF), await _guest.EchoCharAsync(new Rune(0x10FFFF), Token));
        Assert.Equal(Guest.Color.Blue, await _guest.EchoColorAsync(Guest.Color.Blue, Token));
        Assert.Equal(Guest.Access.A | Guest.Access.I, await _guest.EchoAccessAsync(Guest.Access.A | Guest.Access.I, Token));
        Assert.Equal(uint.MaxValue, await _guest.AddAsync(uint.MaxValue - 1, 1, Token));
    }

    [Theory]
    [InlineData("utf8")]
    [InlineData("utf16")]
    [InlineData("latin1+utf16")]
    public async Task Values_with_parts_come_back(string encoding)
    {
        var guest = Instantiate(encoding);
        foreach (var text in new[] { "", "plain", "h\u00f6", "\u2603", "\U0001F370" })
        {
            var named = new Guest.Named(text, [text, "x"], new(-1, 2, 3.5), 7, 255);
            Assert.Equal(text, await guest.EchoStringAsync(text, Token));
            Same(named, await guest.EchoNamedAsync(named, Token));
            Same(named, Assert.IsType<Guest.Shape.Named>(await guest.EchoShapeAsync(new Guest.Shape.Named(named), Token)).ValuePayload);
            Assert.Equal(text, await guest.EchoOptionAsync(text, Token));
            Assert.Equal(((byte)5, text, ValueTuple.Create(2f)), await guest.EchoTupleAsync((5, text, ValueTuple.Create(2f)), Token));
            Assert.Equal(9u, (await guest.EchoMapAsync(new Dictionary<string, uint> { [text] = 9, ["k"] = 1 }, Token))[text]);
        }
    }

    [Fact]
    public async Task Lists_variants_and_options_come_back()
    {
        byte[] bytes = [1, 2, 255];
        Assert.Equal(bytes, await _guest.EchoBytesAsync(bytes, Token));
        Assert.Empty(await _guest.EchoBytesAsync([], Token));
        Guest.Point[] points = [new(1, 2, 3), new(-1, 0, 0)];
        Assert.Equal(points, await _guest.EchoPointsAsync(points, Token));
        Guest.Pixel[] pixels = [new(1.5f, new(2, 3), -4), new(float.NaN, new(ushort.MaxValue, 0), int.MinValue)];
        Assert.Equal(pixels[1..], await _guest.EchoPixelsAsync(pixels.AsSpan(1), Token));
        Guest.Pixel[][] rows = [pixels, [], [pixels[0]]];
        Assert.Equal(rows, await _guest.EchoRowsAsync(rows, Token));
        Guest.Shape[] shapes = [new Guest.Shape.Circle(1), new Guest.Shape.Nothing(), new Guest.Shape.Value(ulong.MaxValue)];
        Assert.Equal(shapes, await _guest.EchoShapesAsync(shapes, Token));
        ushort[] three = [1, 2, 3];
        Assert.Equal(three, await _guest.EchoFixedAsync(three, Token));
        Assert.Null(await _guest.EchoOptionAsync(null, Token));
        Assert.False((await _guest.EchoNestedAsync(Option<byte?>.None, Token)).HasValue);
        Assert.Equal(new Option<byte?>(null), await _guest.EchoNestedAsync(new Option<byte?>(null), Token));
        Assert.Equal(new Option<byte?>(3), await _guest.EchoNestedAsync(new Option<byte?>(3), Token));
        Assert.Equal(131UL, await _guest.EchoManyAsync("1", "1", "1", "1", "1", "1", "1", "1", 123, Token));
    }

    [Fact]
    public async Task Errors_are_thrown_through_the_guest()
    {
        Assert.Equal("fine", await _guest.EchoResultAsync("fine", Token));
        var error = await Assert.ThrowsAsync<ResultException<Guest.Color>>(() => _guest.EchoResultAsync("green", Token));
        Assert.Equal(Guest.Color.Green, error.Error);
    }

    [Fact]
    public async Task Arguments_that_are_wrong_do_no_harm()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => _guest.EchoStringAsync(null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _guest.EchoNamedAsync(new(null!, [], default, null, 0), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => _guest.EchoFixedAsync([1], Token));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _guest.EchoShapesAsync([null!], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => _guest.EchoColorAsync((Guest.Color)3, Token));
        Assert.Equal("still there", await _guest.EchoStringAsync("still there", Token));
    }

    [Fact]
    public void A_component_whose_functions_do_not_wait_is_refused()
    {
        var linker = new ComponentLinker(_engine);
        Waiting.DefineValues(linker, new Echo());
        var text = EchoComponent.Text("utf8").Replace("test:all/", "test:waiting/", StringComparison.Ordinal);
        var error = Assert.Throws<ComponentLinkException>(() => linker.Instantiate(_store, Component.FromText(_engine, text)));
        Assert.Contains("another type", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_the_host_ends_the_guest_and_comes_out_of_the_call()
    {
        var error = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => _guest.EchoStringAsync("throw", Token));
        Assert.Equal("thrown", error.Message);
        await Assert.ThrowsAsync<TrapException>(() => _guest.EchoStringAsync("again", Token));
    }

    private static void Same(Guest.Named expected, Guest.Named actual)
    {
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected with { Tags = actual.Tags }, actual);
    }

    private Guest Instantiate(string encoding)
    {
        var linker = new ComponentLinker(_engine);
        Waiting.DefineValues(linker, new Echo());
        return Waiting.Instantiate(linker, _store, Component.FromText(_engine, WaitingComponents.Values(encoding))).Values;
    }

    private sealed class Echo : Host
    {
        public Task<bool> EchoBoolAsync(bool v, CancellationToken cancellation) => Later(v);

        public Task<sbyte> EchoS8Async(sbyte v, CancellationToken cancellation) => Task.FromResult(v);

        public Task<ushort> EchoU16Async(ushort v, CancellationToken cancellation) => Later(v);

        public Task<long> EchoS64Async(long v, CancellationToken cancellation) => Later(v);

        public Task<float> EchoF32Async(float v, CancellationToken cancellation) => Later(v);

        public Task<double> EchoF64Async(double v, CancellationToken cancellation) => Later(v);

        public Task<Rune> EchoCharAsync(Rune v, CancellationToken cancellation) => Later(v);

        public Task<Host.Color> EchoColorAsync(Host.Color v, CancellationToken cancellation) => Later(v);

        public Task<Host.Access> EchoAccessAsync(Host.Access v, CancellationToken cancellation) => Later(v);

        public Task<string> EchoStringAsync(string v, CancellationToken cancellation) =>
            v == "throw" ? throw new InvalidTimeZoneException("thrown") : Later(v);

        public Task<byte[]> EchoBytesAsync(byte[] v, CancellationToken cancellation) => Later(v);

        public Task<Host.Point> EchoPointAsync(Host.Point v, CancellationToken cancellation) => Later(v);

        public Task<Host.Point[]> EchoPointsAsync(Host.Point[] v, CancellationToken cancellation) => Later(v);

        public Task<Host.Pixel[]> EchoPixelsAsync(Host.Pixel[] v, CancellationToken cancellation) => Later(v);

        public Task<Host.Pixel[][]> EchoRowsAsync(Host.Pixel[][] v, CancellationToken cancellation) => Later(v);

        public Task<Host.Named> EchoNamedAsync(Host.Named v, CancellationToken cancellation) => Later(v);

        public Task<Host.Shape> EchoShapeAsync(Host.Shape v, CancellationToken cancellation) => Later(v);

        public Task<Host.Shape[]> EchoShapesAsync(Host.Shape[] v, CancellationToken cancellation) => Later(v);

        public Task<string?> EchoOptionAsync(string? v, CancellationToken cancellation) => Later(v);

        public Task<Option<byte?>> EchoNestedAsync(Option<byte?> v, CancellationToken cancellation) => Later(v);

        public async Task<string> EchoResultAsync(string v, CancellationToken cancellation) =>
            await Later(v) == "green" ? throw new ResultException<Host.Color>(Host.Color.Green) : v;

        public Task<(byte, string, ValueTuple<float>)> EchoTupleAsync(
            (byte, string, ValueTuple<float>) v, CancellationToken cancellation) => Later(v);

        public Task<IReadOnlyDictionary<string, uint>> EchoMapAsync(
            IReadOnlyDictionary<string, uint> v, CancellationToken cancellation) => Later(v);

        public Task<ushort[]> EchoFixedAsync(ushort[] v, CancellationToken cancellation) => Later(v);

        public Task<ulong> EchoManyAsync(
            string a, string b, string c, string d, string e, string f, string g, string h, ulong i, CancellationToken cancellation) =>
            Later(i + (ulong)(a + b + c + d + e + f + g + h).Length);

        public Task<uint> AddAsync(uint a, uint b, CancellationToken cancellation) => Later(a + b);

        private static async Task<T> Later<T>(T value)
        {
            await Task.Yield();
            return value;
        }
    }
}

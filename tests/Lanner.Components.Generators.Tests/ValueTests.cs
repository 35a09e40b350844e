using System.Text;
using Host = Lanner.Components.Generators.Tests.All.Imports.IValues;
using Guest = Lanner.Components.Generators.Tests.All.Exports.Values;

namespace Lanner.Components.Generators.Tests;

/// <summary>Values that go from the host to a guest, from there to an import, and all the way back.</summary>
public sealed class ValueTests : IDisposable
{
    private static readonly string[] Encodings = ["utf8", "utf16", "latin1+utf16"];

    private readonly Engine _engine = new();
    private readonly Store _store;

    public ValueTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Numbers_come_back()
    {
        var guest = Instantiate("utf8").Values;
        Assert.True(guest.EchoBool(true));
        Assert.False(guest.EchoBool(false));
        Assert.Equal(-128, guest.EchoS8(-128));
        Assert.Equal(65535, guest.EchoU16(65535));
        Assert.Equal(long.MinValue, guest.EchoS64(long.MinValue));
        Assert.Equal(1.5f, guest.EchoF32(1.5f));
        Assert.Equal(-0.25, guest.EchoF64(-0.25));
        Assert.Equal(new Rune(0x10FFFF), guest.EchoChar(new Rune(0x10FFFF)));
        Assert.Equal(Guest.Color.Blue, guest.EchoColor(Guest.Color.Blue));
        Assert.Equal(Guest.Access.A | Guest.Access.I, guest.EchoAccess(Guest.Access.A | Guest.Access.I));
        Assert.Equal(uint.MaxValue, guest.Add(uint.MaxValue - 1, 1));
    }

    [Fact]
    public void A_value_of_an_enum_without_a_label_is_refused_and_does_no_harm()
    {
        var guest = Instantiate("utf8").Values;
        Assert.Throws<ArgumentException>(() => guest.EchoColor((Guest.Color)3));
        Assert.Equal(Guest.Color.Blue, guest.EchoColor(Guest.Color.Blue));
    }

    [Fact]
    public void Values_with_parts_come_back_in_every_encoding()
    {
        foreach (var encoding in Encodings)
        {
            var guest = Instantiate(encoding).Values;
            foreach (var text in new[] { "", "plain", "h\u00f6", "\u2603", "\U0001F370" })
            {
                Assert.Equal(text, guest.EchoString(text));
                var named = new Guest.Named(text, [text, "x"], new(-1, 2, 3.5), 7, 255);
                Same(named, guest.EchoNamed(named));
                Same(named, ((Guest.Shape.Named)guest.EchoShape(new Guest.Shape.Named(named))).ValuePayload);
                Assert.Equal(new Guest.Shape.ShapeCase(text), guest.EchoShape(new Guest.Shape.ShapeCase(text)));
                Assert.Equal(text, guest.EchoOption(text));
                Assert.Equal(((byte)5, text, ValueTuple.Create(2f)), guest.EchoTuple((5, text, ValueTuple.Create(2f))));
                Assert.Equal(9u, guest.EchoMap(new Dictionary<string, uint> { [text] = 9, ["k"] = 1 })[text]);
            }
        }
    }

    [Fact]
    public void Lists_variants_and_options_come_back()
    {
        var guest = Instantiate("utf8").Values;
        byte[] bytes = [1, 2, 255];
        Assert.Equal(bytes, guest.EchoBytes(bytes));
        Assert.Empty(guest.EchoBytes([]));
        Assert.Equal(new Guest.Point(1, 2, 3), guest.EchoPoint(new(1, 2, 3)));
        Guest.Point[] points = [new(1, 2, 3), new(-1, 0, 0)];
        Assert.Equal(points, guest.EchoPoints(points));
        Guest.Pixel[] pixels = [new(1.5f, new(2, 3), -4), new(float.NaN, new(ushort.MaxValue, 0), int.MinValue)];
        Assert.Equal(pixels, guest.EchoPixels(pixels));
        Assert.Equal(pixels[1..], guest.EchoPixels(pixels.AsSpan(1)));
        Guest.Pixel[][] rows = [pixels, [], [pixels[0]]];
        Assert.Equal(rows, guest.EchoRows(rows));
        Guest.Shape[] shapes = [new Guest.Shape.Circle(1), new Guest.Shape.Nothing(), new Guest.Shape.Value(ulong.MaxValue)];
        Assert.Equal(shapes, guest.EchoShapes(shapes));
        ushort[] three = [1, 2, 3];
        Assert.Equal(three, guest.EchoFixed(three));
        Assert.Null(guest.EchoOption(null));
        Assert.Equal(131UL, guest.EchoMany("1", "1", "1", "1", "1", "1", "1", "1", 123));
    }

    [Fact]
    public void Nested_options_stay_apart()
    {
        var guest = Instantiate("utf8").Values;
        Assert.False(guest.EchoNested(Option<byte?>.None).HasValue);
        Assert.Equal(new Option<byte?>(null), guest.EchoNested(new Option<byte?>(null)));
        Assert.Equal(new Option<byte?>(3), guest.EchoNested(new Option<byte?>(3)));
    }

    [Fact]
    public void Errors_are_thrown_through_the_guest()
    {
        var guest = Instantiate("utf8").Values;
        Assert.Equal("fine", guest.EchoResult("fine"));
        Assert.Equal(Guest.Color.Green, Assert.Throws<ResultException<Guest.Color>>(() => guest.EchoResult("green")).Error);
        Assert.Equal("fine", guest.EchoResult("fine"));
    }

    [Fact]
    public void Arguments_that_are_wrong_do_no_harm()
    {
        var guest = Instantiate("utf8").Values;
        Assert.Throws<ArgumentNullException>(() => guest.EchoString(null!));
        Assert.Throws<ArgumentNullException>(() => guest.EchoNamed(new(null!, [], default, null, 0)));
        Assert.Throws<ArgumentException>(() => guest.EchoFixed([1]));
        Assert.Throws<ArgumentNullException>(() => guest.EchoShapes([null!]));
        Assert.Equal("still there", guest.EchoString("still there"));
    }

    [Fact]
    public void A_component_with_other_types_is_refused()
    {
        var linker = new ComponentLinker(_engine);
        All.DefineValues(linker, new Echo());
        var text = EchoComponent.Text("utf8").Replace("\"green\"", "\"yellow\"", StringComparison.Ordinal);
        var error = Assert.Throws<ComponentLinkException>(
            () => linker.Instantiate(_store, Component.FromText(_engine, text)));
        Assert.Contains("another type", error.Message, StringComparison.Ordinal);
        Assert.Contains("enum{red,yellow,blue}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_with_numbers_allocates_nothing()
    {
        const string Text = """
            (component
              (core module $M (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
              (core instance $m (instantiate $M))
              (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $m "add"))))
            """;
        var adder = Adder.Instantiate(new ComponentLinker(_engine), _store, Component.FromText(_engine, Text));
        Assert.Equal(3u, adder.Add(1, 2));
        Assert.Equal(0, Patience.FewestBytesAllocated(() =>
        {
            for (var count = 0u; count < 1000; count++)
            {
                adder.Add(count, count);
            }
        }));
    }

    [Fact]
    public void Calls_are_measured()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LANNER_MEASURE") == "1", "Set LANNER_MEASURE=1 to have calls measured.");
        var guest = Instantiate("utf8").Values;
        var bytes = new byte[1 << 10];
        var text = new string('x', 1 << 10);
        Measure("add through the guest to the host", () => guest.Add(1, 2));
        Measure("string of 1 KiB through the guest to the host and back", () => guest.EchoString(text));
        Measure("list of 1 KiB through the guest to the host and back", () => guest.EchoBytes(bytes));
    }

    private static void Measure(string what, Action call)
    {
        const int Count = 20_000;
        var best = double.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            for (var count = 0; count < Count; count++)
            {
                call();
            }

            best = Math.Min(best, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds / Count);
        }

        TestContext.Current.SendDiagnosticMessage($"{what}: {best:F0} ns");
        Console.WriteLine($"{what}: {best:F0} ns");
    }

    private static void Same(Guest.Named expected, Guest.Named actual)
    {
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected with { Tags = actual.Tags }, actual);
    }

    /// <summary>The guest is called for room before its function is, straight from the code that lowers the argument.</summary>
    [Theory]
    [InlineData("(i32.load (i32.const -1))", TrapCode.MemoryOutOfBounds)]
    [InlineData("(i32.div_u (i32.const 1) (i32.const 0))", TrapCode.IntegerDivideByZero)]
    public void A_fault_in_realloc_is_a_trap_that_ends_the_instance(string fault, TrapCode code)
    {
        const string Answer = "(local.get $address))";
        var text = EchoComponent.Text("utf8");
        Assert.Contains(Answer, text, StringComparison.Ordinal);
        var guest = InstantiateText(text.Replace(Answer, fault + ")", StringComparison.Ordinal)).Values;
        Assert.Equal(code, Assert.Throws<TrapException>(() => guest.EchoString("text")).Code);
        var next = Assert.Throws<TrapException>(() => guest.EchoBool(true));
        Assert.Contains("cannot enter component instance", next.Message, StringComparison.Ordinal);
    }

    private All Instantiate(string encoding) => InstantiateText(EchoComponent.Text(encoding));

    private All InstantiateText(string text)
    {
        var linker = new ComponentLinker(_engine);
        All.DefineValues(linker, new Echo());
        return All.Instantiate(linker, _store, Component.FromText(_engine, text));
    }

    private sealed class Echo : Host
    {
        public bool EchoBool(bool v) => v;

        public sbyte EchoS8(sbyte v) => v;

        public ushort EchoU16(ushort v) => v;

        public long EchoS64(long v) => v;

        public float EchoF32(float v) => v;

        public double EchoF64(double v) => v;

        public Rune EchoChar(Rune v) => v;

        public Host.Color EchoColor(Host.Color v) => v;

        public Host.Access EchoAccess(Host.Access v) => v;

        public string EchoString(string v) => v;

        public byte[] EchoBytes(byte[] v) => v;

        public Host.Point EchoPoint(Host.Point v) => v;

        public Host.Point[] EchoPoints(Host.Point[] v) => v;

        public Host.Pixel[] EchoPixels(Host.Pixel[] v) => v;

        public Host.Pixel[][] EchoRows(Host.Pixel[][] v) => v;

        public Host.Named EchoNamed(Host.Named v) => v;

        public Host.Shape EchoShape(Host.Shape v) => v;

        public Host.Shape[] EchoShapes(Host.Shape[] v) => v;

        public string? EchoOption(string? v) => v;

        public Option<byte?> EchoNested(Option<byte?> v) => v;

        public string EchoResult(string v) =>
            v == "green" ? throw new ResultException<Host.Color>(Host.Color.Green) : v;

        public (byte, string, ValueTuple<float>) EchoTuple((byte, string, ValueTuple<float>) v) => v;

        public IReadOnlyDictionary<string, uint> EchoMap(IReadOnlyDictionary<string, uint> v) => v;

        public ushort[] EchoFixed(ushort[] v) => v;

        public ulong EchoMany(string a, string b, string c, string d, string e, string f, string g, string h, ulong i) =>
            i + (ulong)(a + b + c + d + e + f + g + h).Length;

        public uint Add(uint a, uint b) => a + b;
    }
}

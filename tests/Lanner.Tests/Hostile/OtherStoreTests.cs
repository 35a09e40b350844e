namespace Lanner.Tests.Hostile;

/// <summary>References of one store that the host hands to another: refused at every way in, whatever kind they are of. References of the
/// store itself, and objects of the host, pass the same ways.</summary>
public sealed class OtherStoreTests(OtherStoreTests.Tenants tenants) : IClassFixture<OtherStoreTests.Tenants>
{
    /// <summary>The ways into a store. Each hands a reference of a kind over.</summary>
    private static readonly Dictionary<string, Action<Tenant, string, object?>> Ways = new()
    {
        ["table set"] = (to, kind, reference) => to.Instance.GetTable(kind)[0] = reference,
        ["table grow"] = (to, kind, reference) => to.Instance.GetTable(kind).TryGrow(2, reference, out _),
        ["table creation"] = (to, kind, reference) => _ = new Table(to.Store, to.Instance.GetTable(kind).Type, reference),
        ["global set"] = (to, kind, reference) => to.Instance.GetGlobal(kind + " global").Value = Value.FromReference(reference),
        ["global creation"] = (to, kind, reference) =>
            _ = new Global(to.Store, to.Instance.GetGlobal(kind + " global").Type, Value.FromReference(reference)),
        ["argument, untyped"] = (to, kind, reference) => to.Invoke("take " + kind, Value.FromReference(reference)),
        ["argument, delegate"] = (to, kind, reference) => to.Get<Action<object?>>("take " + kind)(reference),
        ["argument, long delegate"] = (to, kind, reference) =>
            to.Get<Long>("take long " + kind)(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, reference),
        ["result of a host function, typed"] = (to, kind, reference) => to.Give("give", kind, reference),
        ["result of a host function, tuple"] = (to, kind, reference) => to.Give("give two", kind, reference),
        ["result of a host function, untyped"] = (to, kind, reference) => to.Give("give untyped", kind, reference),
        ["result of a host function, many parameters"] = (to, kind, reference) => to.Give("give long", kind, reference),
        ["field set"] = (to, kind, reference) => to.SetField(kind, Value.FromReference(reference)),
        ["field of a new structure"] = (to, kind, reference) =>
        {
            var values = to.Structure.Type.Fields.Select(_ => Value.Null).ToArray();
            values[Tenant.Field(kind)] = Value.FromReference(reference);
            StructReference.Create(to.Store, to.Structure.Type, values);
        },
        ["element set"] = (to, kind, reference) => to.SetElement(kind, Value.FromReference(reference)),
        ["elements of a new array"] = (to, kind, reference) =>
            ArrayReference.Create(to.Store, to.ArrayOf(kind).Type, 3, Value.FromReference(reference)),
        ["payload, caught"] = (to, kind, reference) => to.Throw("catch", new WasmException(to.Tag(kind), Value.FromReference(reference))),
        ["payload, caught by its tag"] = (to, kind, reference) =>
            to.Throw("catch tag " + kind, new WasmException(to.Tag(kind), Value.FromReference(reference))),
        ["payload, caught by the first form"] = (to, kind, reference) =>
            to.Throw("catch legacy", new WasmException(to.Tag(kind), Value.FromReference(reference))),
    };

    /// <summary>Kinds of references: the function of the guest that makes one, and the type that it goes as.</summary>
    private static readonly (string Maker, string As)[] References =
    [
        ("function", "func"), ("structure", "any"), ("array", "any"), ("numbers", "any"), ("wrapped structure", "extern"),
        ("wrapped array", "extern"), ("function", "extern"), ("exception", "exn"), ("exception", "extern"),
    ];

    private delegate void Long(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, object? reference);

    public static TheoryData<string, string, string> All()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var way in Ways.Keys)
        {
            foreach (var (maker, kind) in References)
            {
                all.Add(way, maker, kind);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_reference_of_another_store_is_refused(string way, string maker, string kind) =>
        Assert.Throws<ArgumentException>(() => Ways[way](tenants.To, kind, tenants.From.Make(maker)));

    [Theory]
    [MemberData(nameof(All))]
    public void A_reference_of_another_engine_is_refused(string way, string maker, string kind) =>
        Assert.Throws<ArgumentException>(() => Ways[way](tenants.To, kind, tenants.OfOtherEngine.Make(maker)));

    [Theory]
    [MemberData(nameof(All))]
    public void A_reference_of_a_store_that_is_disposed_of_is_refused(string way, string maker, string kind) =>
        Assert.Throws<ArgumentException>(() => Ways[way](tenants.To, kind, tenants.Left[maker]));

    [Theory]
    [MemberData(nameof(All))]
    public void A_reference_of_the_store_itself_passes(string way, string maker, string kind) =>
        Ways[way](tenants.From, kind, tenants.From.Make(maker));

    [Theory]
    [InlineData("extern", "an object of the host")]
    [InlineData("any", "an object of the host")]
    [InlineData("any", "a small integer")]
    public void What_belongs_to_no_store_passes(string kind, string what)
    {
        using var engine = new Engine();
        using var first = new Tenant(engine);
        using var second = new Tenant(engine);
        var reference = what == "a small integer" ? I31Reference.Create(5).Object : new object();
        foreach (var way in Ways.Values)
        {
            way(first, kind, reference);
            way(second, kind, reference);
        }
    }

    [Theory]
    [InlineData("table get")]
    [InlineData("global get")]
    [InlineData("field get")]
    [InlineData("element get")]
    [InlineData("result, untyped")]
    [InlineData("result, tuple")]
    [InlineData("result, long delegate")]
    [InlineData("argument of a host function")]
    [InlineData("argument of a host function, untyped")]
    [InlineData("argument of a host function, many parameters")]
    [InlineData("payload")]
    public void An_object_is_known_by_whichever_way_it_came_out(string way)
    {
        using var engine = new Engine();
        using var from = new Tenant(engine);
        using var to = new Tenant(engine);
        var reference = from.TakeOut(way);

        Assert.NotNull(reference);
        Assert.Throws<ArgumentException>(() => to.Get<Action<object?>>("take any")(reference));
        from.Get<Action<object?>>("take any")(reference);
    }

    [Fact]
    public void What_a_structure_holds_belongs_to_its_store_too()
    {
        using var engine = new Engine();
        using var from = new Tenant(engine);
        using var to = new Tenant(engine);
        from.SetField("any", Value.FromReference(from.Make("array")));

        var inner = from.Structure[Tenant.Field("any")];

        Assert.Throws<ArgumentException>(() => to.SetField("any", inner));
        from.SetField("any", inner);
    }

    [Theory]
    [InlineData("catch")]
    [InlineData("catch legacy")]
    [InlineData("let pass")]
    public void An_exception_of_another_store_that_passes_through_a_host_function_is_refused(string catcher)
    {
        using var engine = new Engine();
        using var from = new Tenant(engine);
        using var to = new Tenant(engine);
        to.Thrower = () => from.Get<Action>("throw")();

        var refusal = Assert.Throws<ArgumentException>(() => to.Get<Action>(catcher)());

        Assert.Same(from.Instance.GetTag("tag any"), Assert.IsType<WasmException>(refusal.InnerException).Tag);
        Assert.Throws<ArgumentException>(() => to.Invoke(catcher));
    }

    [Fact]
    public void An_exception_of_the_store_itself_passes_through_a_host_function()
    {
        using var engine = new Engine();
        using var tenant = new Tenant(engine);
        tenant.Thrower = () => tenant.Get<Action>("throw")();
        tenant.Get<Action>("catch")();
        tenant.Get<Action>("catch legacy")();
        Assert.Throws<WasmException>(tenant.Get<Action>("let pass"));
    }

    [Fact]
    public void An_exception_of_the_host_without_references_can_be_thrown_into_any_store()
    {
        using var engine = new Engine();
        using var first = new Tenant(engine);
        using var second = new Tenant(engine);
        var exception = new WasmException(
            new Tag(new TagType(FunctionType.Create([WasmValueType.I32, WasmValueType.ExternRef], []))), 1, Value.FromReference("text"));
        first.Throw("catch", exception);
        second.Throw("catch", exception);
    }

    [Fact]
    public void A_start_function_does_not_let_an_exception_of_another_store_out()
    {
        using var engine = new Engine();
        using var from = new Tenant(engine);
        using var store = new Store(engine);
        using var module = Module.FromText(engine, """(module (import "env" "f" (func $f)) (start $f))""");
        var linker = new Linker(engine);
        linker.Define("env", "f", () => from.Get<Action>("throw")());
        Assert.Throws<ArgumentException>(() => linker.Instantiate(store, module));
    }

    [Fact]
    public void Nothing_can_be_made_in_a_store_that_is_disposed_of()
    {
        using var engine = new Engine();
        var tenant = new Tenant(engine);
        var (store, structure, array, table) =
            (tenant.Store, tenant.Structure.Type, tenant.ArrayOf("any").Type, tenant.Instance.GetTable("any"));
        tenant.Dispose();

        Assert.Throws<ObjectDisposedException>(() => new Memory(store, new MemoryType(new Limits(1, null))));
        Assert.Throws<ObjectDisposedException>(() => new Table(store, new TableType(WasmValueType.FuncRef, new Limits(1, null))));
        Assert.Throws<ObjectDisposedException>(() => new Global(store, new GlobalType(WasmValueType.I32, true), 1));
        Assert.Throws<ObjectDisposedException>(() => Function.FromDelegate(store, () => 1));
        Assert.Throws<ObjectDisposedException>(() => Function.FromCallback(store, FunctionType.Create([], []), (_, _, _) => { }));
        Assert.Throws<ObjectDisposedException>(() => StructReference.Create(store, structure));
        Assert.Throws<ObjectDisposedException>(() => ArrayReference.Create(store, array, 1, Value.Null));
        Assert.Throws<ObjectDisposedException>(() => table.TryGrow(1, null, out _));
        Assert.Throws<ObjectDisposedException>(() => tenant.Linker.Instantiate(store, tenant.Module));
    }

    /// <summary>The stores of the tests.</summary>
    public sealed class Tenants : IDisposable
    {
        private readonly Engine _engine = new();
        private readonly Engine _other = new();

        public Tenants()
        {
            From = new Tenant(_engine);
            To = new Tenant(_engine);
            OfOtherEngine = new Tenant(_other);
            using var left = new Tenant(_engine);
            Left = References.Select(reference => reference.Maker).Distinct().ToDictionary(maker => maker, left.Make);
        }

        internal Tenant From { get; }

        internal Tenant To { get; }

        internal Tenant OfOtherEngine { get; }

        /// <summary>The objects that are left of a store that is disposed of.</summary>
        internal Dictionary<string, object?> Left { get; }

        public void Dispose()
        {
            From.Dispose();
            To.Dispose();
            OfOtherEngine.Dispose();
            _engine.Dispose();
            _other.Dispose();
        }
    }

    /// <summary>An instance that makes references of every kind, and takes them by every way.</summary>
    internal sealed class Tenant : IDisposable
    {
        private static readonly string[] Kinds = ["func", "any", "extern", "exn"];

        private readonly Store _store;
        private object? _given;
        private object? _seen;
        private StructReference? _structure;

        internal Tenant(Engine engine)
        {
            Linker = new Linker(engine);
            foreach (var kind in Kinds)
            {
                Linker.Define("env", "give " + kind, () => _given);
                Linker.Define("env", "give two " + kind, () => (1, _given));
                Linker.Define(
                    "env", "give untyped " + kind, TypeOf($"(func (result {kind}ref))"),
                    (_, _, results) => results[0] = Value.FromReference(_given));
                Linker.Define("env", "give long " + kind, new LongGiver((_, _, _, _, _, _, _, _, _, _, _) => _given));
            }

            Linker.Define("env", "see", (object? reference) => { _seen = reference; });
            Linker.Define("env", "see untyped", TypeOf("(func (param anyref))"), (_, arguments, _) => _seen = arguments[0].AsReference());
            Linker.Define("env", "see long", new Long((_, _, _, _, _, _, _, _, _, _, _, reference) => _seen = reference));
            Linker.Define("env", "throw", () => Thrower!());
            _store = new Store(engine);
            Module = Module.FromText(engine, Text());
            Instance = Linker.Instantiate(_store, Module);
        }

        private delegate object? LongGiver(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k);

        internal Store Store => _store;

        internal Linker Linker { get; }

        internal Module Module { get; }

        internal Instance Instance { get; }

        internal Action? Thrower { get; set; }

        internal StructReference Structure => _structure ??= StructReference.TryFrom(Make("structure"), out var structure)
            ? structure
            : throw new InvalidOperationException();

        public void Dispose()
        {
            _store.Dispose();
            Module.Dispose();
        }

        internal TDelegate Get<TDelegate>(string name)
            where TDelegate : Delegate => Instance.GetFunction<TDelegate>(name);

        internal Value[] Invoke(string name, params ReadOnlySpan<Value> arguments) => Instance.GetFunction(name).Invoke(arguments);

        internal object? Make(string maker) => Get<Func<object?>>(maker)();

        internal static int Field(string kind) => Array.IndexOf(Kinds, kind);

        internal void SetField(string kind, Value value)
        {
            var structure = Structure;
            structure[Field(kind)] = value;
        }

        internal void SetElement(string kind, Value value)
        {
            var array = ArrayOf(kind);
            array[0] = value;
        }

        internal Tag Tag(string kind) => Instance.GetTag("tag " + kind);

        internal ArrayReference ArrayOf(string kind) =>
            ArrayReference.TryFrom(Make("array of " + kind), out var array) ? array : throw new InvalidOperationException();

        /// <summary>Has a host function return a reference.</summary>
        internal void Give(string how, string kind, object? reference)
        {
            _given = reference;
            Get<Action>($"{how} {kind}")();
        }

        internal void Throw(string catcher, WasmException exception)
        {
            Thrower = () => throw exception;
            Get<Action>(catcher)();
        }

        /// <summary>Gets an object from the guest that has not been outside before.</summary>
        internal object? TakeOut(string way)
        {
            switch (way)
            {
                case "table get":
                    Get<Action>("fill")();
                    return Instance.GetTable("any")[0];
                case "global get":
                    Get<Action>("fill")();
                    return Instance.GetGlobal("any global").Value.AsReference();
                case "field get":
                    Assert.True(StructReference.TryFrom(Make("full structure"), out var structure));
                    return structure[Field("any")].AsReference();
                case "element get":
                    Assert.True(ArrayReference.TryFrom(Make("full array"), out var array));
                    return array[0].AsReference();
                case "result, untyped":
                    return Invoke("structure")[0].AsReference();
                case "result, tuple":
                    return Get<Func<(int, object?)>>("two")().Item2;
                case "result, long delegate":
                    return Get<LongGiver>("long")(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
                case "argument of a host function":
                    Get<Action>("show")();
                    return _seen;
                case "argument of a host function, untyped":
                    Get<Action>("show untyped")();
                    return _seen;
                case "argument of a host function, many parameters":
                    Get<Action>("show long")();
                    return _seen;
                default:
                    return Assert.Throws<WasmException>(Get<Action>("throw")).Values[0].AsReference();
            }
        }

        private static FunctionType TypeOf(string function)
        {
            using var engine = new Engine();
            using var module = Module.FromText(engine, $"""(module (import "" "" {function}))""");
            return ((FunctionExternalType)module.Imports[0].Type).Type;
        }

        private static string Text()
        {
            const string elevenParameters = "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)";
            const string elevenZeros =
                "i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 0 "
                + "i32.const 0 i32.const 0 i32.const 0";
            return $"""
                (module
                  (type $s (struct {Each(kind => $"(field (mut {kind}ref))")}))
                  (type $numbers (array (mut i32)))
                  {Each(kind => $"(type ${kind}s (array (mut {kind}ref)))")}
                  {Each(kind => $"""(import "env" "give {kind}" (func $give_{kind} (result {kind}ref)))""")}
                  {Each(kind => $"""(import "env" "give two {kind}" (func $give_two_{kind} (result i32 {kind}ref)))""")}
                  {Each(kind => $"""(import "env" "give untyped {kind}" (func $give_untyped_{kind} (result {kind}ref)))""")}
                  {Each(kind => $"""(import "env" "give long {kind}" (func $give_long_{kind} {elevenParameters} (result {kind}ref)))""")}
                  (import "env" "throw" (func $throw))
                  (import "env" "see" (func $see (param anyref)))
                  (import "env" "see untyped" (func $see_untyped (param anyref)))
                  (import "env" "see long" (func $see_long {elevenParameters[..^1]} anyref)))
                  {Each(kind => $"""(table ${kind} (export "{kind}") 1 {kind}ref)""")}
                  {Each(kind => $"""(global ${kind} (export "{kind} global") (mut {kind}ref) (ref.null {kind}))""")}
                  {Each(kind => $"""(tag $tag_{kind} (export "tag {kind}") (param {kind}ref))""")}
                  {Each(kind => $"""(func (export "take {kind}") (param {kind}ref))""")}
                  {Each(kind => $"""(func (export "take long {kind}") {elevenParameters[..^1]} {kind}ref))""")}
                  {Each(kind => $"""(func (export "give {kind}") call $give_{kind} drop)""")}
                  {Each(kind => $"""(func (export "give two {kind}") call $give_two_{kind} drop drop)""")}
                  {Each(kind => $"""(func (export "give untyped {kind}") call $give_untyped_{kind} drop)""")}
                  {Each(kind => $"""(func (export "give long {kind}") {elevenZeros} call $give_long_{kind} drop)""")}
                  {Each(kind => $"""(func (export "array of {kind}") (result anyref) i32.const 2 array.new_default ${kind}s)""")}
                  {Each(kind => $"""
                      (func (export "catch tag {kind}")
                        (block $caught (result {kind}ref)
                          (try_table (catch $tag_{kind} $caught) (call $throw))
                          unreachable)
                        drop)
                      """)}
                  (func $catch (export "catch") (block $caught (try_table (catch_all $caught) (call $throw)) unreachable))
                  (func (export "catch legacy") try call $throw unreachable catch_all end)
                  (func (export "let pass") call $throw)
                  (elem declare func $catch)
                  (func (export "function") (result funcref) ref.func $catch)
                  (func $structure (export "structure") (result anyref) struct.new_default $s)
                  (func $array (export "array") (result anyref) i32.const 2 array.new_default $anys)
                  (func (export "numbers") (result anyref) i32.const 2 array.new_default $numbers)
                  (func (export "wrapped structure") (result externref) call $structure extern.convert_any)
                  (func (export "wrapped array") (result externref) call $array extern.convert_any)
                  (func $throw_own (export "throw") call $structure throw $tag_any)
                  (func (export "exception") (result exnref) (block $caught (result exnref) (try_table (catch_all_ref $caught)
                        (call $throw_own)) unreachable))
                  (func (export "fill") (table.set $any (i32.const 0) (call $structure)) (global.set $any (call $structure)))
                  (func (export "full structure") (result anyref) ref.null func call $array ref.null extern ref.null exn struct.new $s)
                  (func (export "full array") (result anyref) call $structure i32.const 1 array.new $anys)
                  (func (export "two") (result i32 anyref) i32.const 1 call $structure)
                  (func (export "long") {elevenParameters} (result anyref) call $structure)
                  (func (export "show") call $structure call $see)
                  (func (export "show untyped") call $structure call $see_untyped)
                  (func (export "show long") {elevenZeros} call $structure call $see_long))
                """;
        }

        private static string Each(Func<string, string> text) => string.Join('\n', Kinds.Select(text));
    }
}

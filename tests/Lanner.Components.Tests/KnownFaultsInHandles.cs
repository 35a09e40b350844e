namespace Lanner.Components.Tests;

/// <summary>Faults that other hosts had with handles.</summary>
public class KnownFaultsInHandles
{
    private readonly List<object> _dropped = [];
    private readonly List<ComponentResource> _seen = [];
    private ComponentInstance? _things;
    private bool _throws;

    /// <summary>bytecodealliance/jco#1867, #1871, #1863 and #1381.</summary>
    [Theory]
    [InlineData("(call $drop-file (i32.const 0))", "unknown handle index 0")]
    [InlineData("(call $drop-file (i32.const 77))", "unknown handle index 77")]
    [InlineData("(call $drop-file (i32.const -1))", "unknown handle index 4294967295")]
    [InlineData("(drop (call $look (i32.const 0)))", "unknown handle index 0")]
    [InlineData("(call $take (i32.const 0))", "unknown handle index 0")]
    [InlineData("(drop (call $rep-one (i32.const 1)))", "unknown handle index 1")]
    [InlineData("(call $drop-file (local.tee $h (call $make))) (call $drop-file (local.get $h))", "unknown handle index 1")]
    [InlineData("(call $drop-file (local.tee $h (call $make))) (drop (call $look (local.get $h)))", "unknown handle index 1")]
    [InlineData("(call $take (local.tee $h (call $make))) (call $take (local.get $h))", "unknown handle index 1")]
    [InlineData("(call $take (local.tee $h (call $make))) (drop (call $look (local.get $h)))", "unknown handle index 1")]
    [InlineData("(call $drop-two (call $new-one (i32.const 5)))", "wrong type")]
    [InlineData("(drop (call $look (call $new-one (i32.const 5))))", "wrong type")]
    [InlineData("(call $take (call $new-one (i32.const 5)))", "wrong type")]
    [InlineData("(drop (call $rep-one (call $make)))", "wrong type")]
    [InlineData("(drop (call $rep-one (call $new-two (i32.const 5))))", "wrong type")]
    public void A_handle_that_is_not_the_guests_own_or_of_another_type_traps(string code, string expected)
    {
        using var running = new Running();
        var run = Instantiate(running, code, "").GetFunction("run");
        Assert.Contains(expected, Assert.Throws<TrapException>(() => run.Call()).Message, StringComparison.Ordinal);
    }

    /// <summary>bytecodealliance/jco#1381: an index that was used again led to the instance before.</summary>
    [Fact]
    public void An_index_that_is_used_again_names_only_the_new_resource()
    {
        using var running = new Running();
        var run = Instantiate(
            running,
            """
            (local.set $h (call $make))
            (drop (call $look (local.get $h)))
            (call $drop-file (local.get $h))
            (if (i32.ne (call $make) (local.get $h)) (then unreachable))
            (drop (call $look (local.get $h)))
            (call $take (local.get $h))
            """,
            "").GetFunction("run");
        run.Call();
        Assert.Equal(["file 0"], _dropped);
        Assert.Equal("file 1", _seen[^1].Value);
        Assert.True(_seen[^1].IsOwned);
    }

    /// <summary>bytecodealliance/wasmtime#10396, bytecodealliance/jco#1760.</summary>
    [Theory]
    [InlineData("", "borrow handles still remain")]
    [InlineData("(call $take (local.get $file))", "is a borrow")]
    [InlineData("(call $drop-file (local.get $file)) (call $drop-file (local.get $file))", "unknown handle index")]
    [InlineData("(call $drop-file (local.get $file)) (drop (call $look (local.get $file)))", "unknown handle index")]
    public void A_borrow_is_dropped_once_and_never_passed_on_as_owned(string code, string expected)
    {
        using var running = new Running();
        var lend = Instantiate(running, "", code).GetFunction("lend");
        var file = new HostResourceType("other");
        using var wrong = file.Create("wrong");
        using var thing = MakeThing(running);
        using var right = Files.Create("right");
        Assert.Throws<ArgumentException>(() => Lend(lend, wrong, wrong));
        Assert.Contains(
            expected, Assert.Throws<TrapException>(() => Lend(lend, right, thing)).Message, StringComparison.Ordinal);
        Assert.True(right.IsValid);
    }

    /// <summary>bytecodealliance/jco#1760: of the two kinds, one kind of loans was not ended.</summary>
    [Fact]
    public void Loans_of_the_hosts_and_of_guests_resources_end_with_the_call()
    {
        using var running = new Running();
        const string Look = "(drop (call $look (local.get $file))) (call $drop-file (local.get $file))";
        var lend = Instantiate(running, "", Look).GetFunction("lend");
        var thing = MakeThing(running);
        var file = Files.Create("file");
        Lend(lend, file, thing);
        Lend(lend, file, thing);
        Assert.False(_seen[^1].IsValid);
        file.Dispose();
        thing.Dispose();
        Assert.Equal(["file"], _dropped);
        Assert.Throws<ArgumentException>(() => Lend(lend, file, thing));
    }

    /// <summary>bytecodealliance/wasmtime#10396: what is lent may not be dropped or passed on.</summary>
    [Theory]
    [InlineData("(call $both (local.get $h) (local.get $h))", "cannot remove owned resource while borrowed")]
    [InlineData("(call $both-ways (local.get $h) (local.get $h))", "unknown handle index")]
    public void What_is_lent_is_not_passed_on_in_the_same_call(string code, string expected)
    {
        using var running = new Running();
        var run = Instantiate(running, $"(local.set $h (call $make)) {code}", "").GetFunction("run");
        Assert.Contains(expected, Assert.Throws<TrapException>(() => run.Call()).Message, StringComparison.Ordinal);
    }

    /// <summary>bytecodealliance/wasmtime#10396: nor may the host drop it meanwhile.</summary>
    [Fact]
    public void What_the_host_has_lent_it_cannot_drop_before_the_end_of_the_call()
    {
        using var running = new Running();
        var file = Files.Create("file");
        Exception? error = null;
        running.Linker.Define("during", (_, _) =>
        {
            error = Record.Exception(file.Dispose);
            return null;
        });
        var lend = Instantiate(running, "", "(call $during) (call $drop-file (local.get $file))").GetFunction("lend");
        using var thing = MakeThing(running);
        Lend(lend, file, thing);
        Assert.IsType<InvalidOperationException>(error);
        Assert.Empty(_dropped);
        file.Dispose();
        file.Dispose();
        Assert.Equal(["file"], _dropped);
    }

    /// <summary>The host's own mistake: it harms no guest.</summary>
    [Fact]
    public void One_resource_passed_twice_in_a_call_is_refused_and_harms_nothing()
    {
        using var running = new Running();
        var instance = Instantiate(running, "", "(call $drop-file (local.get $file))");
        var pass = instance.GetFunction("pass");
        using var file = Files.Create("file");
        Assert.Throws<ArgumentException>(() => pass.Call(ComponentValue.FromOwn(file), ComponentValue.FromOwn(file)));
        Assert.Throws<ArgumentException>(() => instance.GetFunction("pass-and-lend").Call(
            ComponentValue.FromOwn(file), ComponentValue.FromBorrow(file)));
        Assert.True(file.IsValid);
        using var other = Files.Create("other");
        pass.Call(ComponentValue.FromOwn(file), ComponentValue.FromOwn(other));
        Assert.Equal(["file", "other"], _dropped);
    }

    /// <summary>A loan that the host keeps is worth nothing afterwards, however the call has ended.</summary>
    [Fact]
    public void A_loan_ends_when_the_host_function_throws()
    {
        using var running = new Running();
        _throws = true;
        var run = Instantiate(running, "(drop (call $look (call $make)))", "").GetFunction("run");
        Assert.Throws<TimeoutException>(() => run.Call());
        Assert.False(_seen[^1].IsValid);
    }

    private HostResourceType Files => field ??= new HostResourceType("file", _dropped.Add);

    private static void Lend(ComponentFunction function, ComponentResource file, ComponentResource thing) =>
        function.Call(ComponentValue.FromBorrow(file), ComponentValue.FromBorrow(thing));

    /// <summary>A resource of a guest: of the component whose type the others import.</summary>
    private ComponentResource MakeThing(Running running) =>
        Things(running).GetFunction("make").Call()!.Value.AsResource();

    private ComponentInstance Things(Running running) => _things ??= running.Instantiate("""
        (component
          (type $thing' (resource (rep i32)))
          (export $thing "thing" (type $thing'))
          (core func $new (canon resource.new $thing'))
          (core module $M
            (import "" "new" (func $new (param i32) (result i32)))
            (func (export "make") (result i32) (call $new (i32.const 1))))
          (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
          (func (export "make") (result (own $thing)) (canon lift (core func $m "make"))))
        """);

    /// <summary>Makes a guest with all that can be done with handles: its function <c>run</c> does one thing; <c>lend</c> another, with
    /// handles that it is lent.</summary>
    private ComponentInstance Instantiate(Running running, string run, string lend)
    {
        running.Linker.DefineResource(null, "file", Files);
        var made = 0;
        running.Linker.Define("make", (_, _) => ComponentValue.FromOwn(Files.Create($"file {made++}")));
        running.Linker.Define("look", (_, arguments) =>
        {
            _seen.Add(arguments[0].AsResource());
            return _throws ? throw new TimeoutException() : ComponentValue.FromU32(1);
        });
        running.Linker.Define("take", (_, arguments) =>
        {
            _seen.Add(arguments[0].AsResource());
            return null;
        });
        running.Linker.Define("both", (_, _) => null);
        running.Linker.Define("both-ways", (_, _) => null);
        if (!lend.Contains("$during", StringComparison.Ordinal))
        {
            running.Linker.Define("during", (_, _) => null);
        }

        running.Linker.DefineInstance("things", Things(running));
        return running.Instantiate($$"""
            (component
              (import "file" (type $file (sub resource)))
              (import "things" (instance $things (export "thing" (type (sub resource)))))
              (alias export $things "thing" (type $thing))
              (import "make" (func $make (result (own $file))))
              (import "look" (func $look (param "file" (borrow $file)) (result u32)))
              (import "take" (func $take (param "file" (own $file))))
              (import "both" (func $both (param "one" (borrow $file)) (param "two" (own $file))))
              (import "both-ways" (func $both-ways (param "one" (own $file)) (param "two" (borrow $file))))
              (import "during" (func $during))
              (type $one (resource (rep i32)))
              (type $two (resource (rep i32)))
              (core func $make' (canon lower (func $make)))
              (core func $look' (canon lower (func $look)))
              (core func $take' (canon lower (func $take)))
              (core func $both' (canon lower (func $both)))
              (core func $both-ways' (canon lower (func $both-ways)))
              (core func $during' (canon lower (func $during)))
              (core func $drop-file (canon resource.drop $file))
              (core func $drop-thing (canon resource.drop $thing))
              (core func $drop-two (canon resource.drop $two))
              (core func $new-one (canon resource.new $one))
              (core func $new-two (canon resource.new $two))
              (core func $rep-one (canon resource.rep $one))
              (core module $M
                (import "" "make" (func $make (result i32)))
                (import "" "look" (func $look (param i32) (result i32)))
                (import "" "take" (func $take (param i32)))
                (import "" "both" (func $both (param i32 i32)))
                (import "" "both-ways" (func $both-ways (param i32 i32)))
                (import "" "during" (func $during))
                (import "" "drop-file" (func $drop-file (param i32)))
                (import "" "drop-thing" (func $drop-thing (param i32)))
                (import "" "drop-two" (func $drop-two (param i32)))
                (import "" "new-one" (func $new-one (param i32) (result i32)))
                (import "" "new-two" (func $new-two (param i32) (result i32)))
                (import "" "rep-one" (func $rep-one (param i32) (result i32)))
                (func (export "run") (local $h i32) {{run}})
                (func (export "lend") (param $file i32) (param $thing i32)
                  {{lend}}
                  (call $drop-thing (local.get $thing)))
                (func (export "pass") (param i32 i32)
                  (call $drop-file (local.get 0))
                  (call $drop-file (local.get 1))))
              (core instance $m (instantiate $M (with "" (instance
                (export "make" (func $make')) (export "look" (func $look')) (export "take" (func $take')) (export "both" (func $both'))
                (export "both-ways" (func $both-ways')) (export "during" (func $during')) (export "drop-file" (func $drop-file))
                (export "drop-thing" (func $drop-thing)) (export "drop-two" (func $drop-two)) (export "new-one" (func $new-one))
                (export "new-two" (func $new-two)) (export "rep-one" (func $rep-one))))))
              (func (export "run") (canon lift (core func $m "run")))
              (func (export "lend") (param "file" (borrow $file)) (param "thing" (borrow $thing)) (canon lift (core func $m "lend")))
              (func (export "pass") (param "one" (own $file)) (param "two" (own $file)) (canon lift (core func $m "pass")))
              (func (export "pass-and-lend") (param "one" (own $file)) (param "two" (borrow $file))
                (canon lift (core func $m "pass"))))
            """);
    }
}

using Lanner.Wast.Components;
using Lanner.Wit;

namespace Lanner.Components.Tests;

/// <summary>Components made of several.</summary>
public sealed class CompositionTests : IDisposable
{
    /// <summary>Exports an interface with a record and a function, and passes a call on to the host.</summary>
    private const string Library = """
        (component
          (import "host:log/out@1.0.0" (instance $out (export "note" (func (param "n" u32)))))
          (core func $note (canon lower (func $out "note")))
          (core module $M
            (import "" "note" (func $note (param i32)))
            (func (export "sum") (param i32 i32) (result i32)
              (call $note (local.get 0))
              (i32.add (local.get 0) (local.get 1))))
          (core instance $m (instantiate $M (with "" (instance (export "note" (func $note))))))
          (type $point (record (field "x" u32) (field "y" u32)))
          (func $sum' (param "p" $point) (result u32) (canon lift (core func $m "sum")))
          (component $Shim
            (type $point' (record (field "x" u32) (field "y" u32)))
            (import "point" (type $point (eq $point')))
            (import "sum" (func $sum (param "p" $point) (result u32)))
            (export $exported "point" (type $point))
            (export "sum" (func $sum) (func (param "p" $exported) (result u32))))
          (instance $math (instantiate $Shim (with "point" (type $point)) (with "sum" (func $sum'))))
          (export "a:b/math@1.2.3" (instance $math)))
        """;

    /// <summary>Imports the interface in an older version, and the host's too.</summary>
    private const string Program = """
        (component
          (import "host:log/out@1.0.0" (instance $out (export "note" (func (param "n" u32))) (export "more" (func))))
          (import "a:b/math@1.2.0" (instance $math
            (type $point' (record (field "x" u32) (field "y" u32)))
            (export "point" (type $point (eq $point')))
            (export "sum" (func (param "p" $point) (result u32)))))
          (core func $sum (canon lower (func $math "sum")))
          (core module $M
            (import "" "sum" (func $sum (param i32 i32) (result i32)))
            (func (export "run") (param i32) (result i32) (call $sum (local.get 0) (i32.const 100))))
          (core instance $m (instantiate $M (with "" (instance (export "sum" (func $sum))))))
          (func $run (param "x" u32) (result u32) (canon lift (core func $m "run")))
          (export "run" (func $run)))
        """;

    /// <summary>Makes a resource, and takes one.</summary>
    private const string Maker = """
        (component
          (type $r' (resource (rep i32)))
          (export $r "r" (type $r'))
          (core func $new (canon resource.new $r'))
          (core module $M
            (import "" "new" (func $new (param i32) (result i32)))
            (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
            (func (export "read") (param i32) (result i32) (local.get 0)))
          (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
          (func $make (param "n" u32) (result (own $r')) (canon lift (core func $m "make")))
          (func $read (param "r" (borrow $r')) (result u32) (canon lift (core func $m "read")))
          (component $Shim
            (import "r" (type $r (sub resource)))
            (import "make" (func $make (param "n" u32) (result (own $r))))
            (import "read" (func $read (param "r" (borrow $r)) (result u32)))
            (export $exported "r" (type $r))
            (export "make" (func $make) (func (param "n" u32) (result (own $exported))))
            (export "read" (func $read) (func (param "r" (borrow $exported)) (result u32))))
          (instance $things (instantiate $Shim (with "r" (type $r')) (with "make" (func $make)) (with "read" (func $read))))
          (export "a:b/things" (instance $things)))
        """;

    private const string Taker = """
        (component
          (import "a:b/things" (instance $things
            (export "r" (type $r (sub resource)))
            (export "make" (func (param "n" u32) (result (own $r))))
            (export "read" (func (param "r" (borrow $r)) (result u32)))))
          (alias export $things "r" (type $r))
          (core func $make (canon lower (func $things "make")))
          (core func $read (canon lower (func $things "read")))
          (core module $M
            (import "" "make" (func $make (param i32) (result i32)))
            (import "" "read" (func $read (param i32) (result i32)))
            (func (export "through") (param i32) (result i32) (call $read (call $make (local.get 0)))))
          (core instance $m (instantiate $M (with "" (instance (export "make" (func $make)) (export "read" (func $read))))))
          (func $through (param "n" u32) (result u32) (canon lift (core func $m "through")))
          (export "through" (func $through)))
        """;

    /// <summary>Makes a resource by a function that is outside of the interface.</summary>
    private static readonly string MakerWithFunction = Maker.Replace(
        "(func (export \"make\")",
        "(func (export \"fresh\") (result i32) (call $new (i32.const 3))) (func (export \"make\")",
        StringComparison.Ordinal).Replace(
        "(export \"a:b/things\" (instance $things))",
        """
        (func $fresh (result (own $r')) (canon lift (core func $m "fresh")))
        (export $exported "a:b/things" (instance $things))
        (alias export $exported "r" (type $outside))
        (export "fresh" (func $fresh) (func (result (own $outside))))
        """,
        StringComparison.Ordinal);

    /// <summary>Passes on a resource that another makes.</summary>
    private const string Agent = """
        (component
          (import "a:b/things" (instance $things
            (export "r" (type $r (sub resource)))
            (export "make" (func (param "n" u32) (result (own $r))))))
          (alias export $things "r" (type $r))
          (core func $make (canon lower (func $things "make")))
          (core module $M
            (import "" "make" (func $make (param i32) (result i32)))
            (func (export "again") (param i32) (result i32) (call $make (local.get 0))))
          (core instance $m (instantiate $M (with "" (instance (export "make" (func $make))))))
          (func (export "again") (param "n" u32) (result (own $r)) (canon lift (core func $m "again"))))
        """;

    private readonly Running _running = new();

    [Fact]
    public void Imports_are_given_the_exports_of_their_names_in_compatible_versions()
    {
        var composer = Composer(("app", Program), ("lib", Library));
        composer.ConnectByName();
        composer.Export("app");
        var component = composer.Compose();

        Assert.Equal(["host:log/out@1.0.0"], component.Imports.Select(import => import.Name));
        Assert.Equal(["run"], component.Exports.Select(export => export.Name));
        var notes = new List<uint>();
        _running.Linker.Define("host:log/out@1.0.0", "note", (_, arguments) =>
        {
            notes.Add(arguments[0].AsU32());
            return null;
        });
        _running.Linker.Define("host:log/out@1.0.0", "more", (_, _) => null);
        Assert.Equal("107", _running.Linker.Instantiate(_running.Store, component).CallWave("run(7)"));
        Assert.Equal([7u], notes);
    }

    [Fact]
    public void Resources_go_from_one_to_the_other()
    {
        var composer = Composer(("maker", Maker), ("taker", Taker));
        composer.ConnectByName();
        composer.Export("taker");
        var instance = _running.Linker.Instantiate(_running.Store, composer.Compose());
        Assert.Equal("5", instance.CallWave("through(5)"));
    }

    [Fact]
    public void A_composed_component_runs_in_Wasmtime_too()
    {
        var composer = Composer(("maker", Maker), ("taker", Taker));
        composer.ConnectByName();
        composer.Export("taker");
        using var engine = new Wasmtime.Engine();
        using var component = Wasmtime.Components.Component.FromBytes(engine, composer.Compose().Binary.Span);
        using var linker = new Wasmtime.Components.ComponentLinker(engine);
        using var store = new Wasmtime.Store(engine);
        var function = linker.Instantiate(store, component).GetFunction("through");
        Assert.Equal(5u, function!.Call(Wasmtime.Components.ComponentValue.U32(5))!.AsU32());
    }

    /// <summary>Each instance has a type of resources of its own, which its functions speak of by the name that it was exported
    /// under.</summary>
    [Fact]
    public void Two_instances_of_a_component_have_resources_of_their_own()
    {
        var composer = Composer(("one", MakerWithFunction), ("two", MakerWithFunction));
        foreach (var name in new[] { "one", "two" })
        {
            composer.Export(name, "a:b/things", $"a:b/things-{name}");
            composer.Export(name, "fresh", $"fresh-{name}");
        }

        var component = composer.Compose();
        Assert.Equal(["a:b/things-one", "fresh-one", "a:b/things-two", "fresh-two"], component.Exports.Select(export => export.Name));
        Assert.Equal(ResourceIn(component, "a:b/things-one"), ResourceMadeBy(component, "fresh-one"));
        Assert.Equal(ResourceIn(component, "a:b/things-two"), ResourceMadeBy(component, "fresh-two"));
        Assert.NotEqual(ResourceMadeBy(component, "fresh-one"), ResourceMadeBy(component, "fresh-two"));

        var instance = _running.Linker.Instantiate(_running.Store, component);
        var made = instance.GetFunction("fresh-two").Call()!.Value.AsResource();
        var read = instance.GetFunction("a:b/things-two#read");
        Assert.Equal(ComponentValue.FromU32(3), read.Call(ComponentValue.FromBorrow(made)));
        Assert.Throws<ArgumentException>(() => instance.GetFunction("a:b/things-one#read").Call(ComponentValue.FromBorrow(made)));
    }

    [Fact]
    public void A_resource_that_was_given_is_that_of_its_maker_outside()
    {
        var composer = Composer(("maker", Maker), ("agent", Agent));
        composer.ConnectByName();
        composer.Export("maker");
        composer.Export("agent");
        var component = composer.Compose();
        Assert.Equal(ResourceIn(component, "a:b/things"), ResourceMadeBy(component, "again"));

        var instance = _running.Linker.Instantiate(_running.Store, component);
        var made = instance.GetFunction("again").Call(ComponentValue.FromU32(4))!.Value.AsResource();
        Assert.Equal(
            ComponentValue.FromU32(4), instance.GetFunction("a:b/things#read").Call(ComponentValue.FromBorrow(made)));
    }

    [Fact]
    public void An_export_can_have_another_name_and_a_component_several_instances()
    {
        var composer = Composer(("app", Program), ("one", Library), ("two", Library));
        composer.Connect("app", "a:b/math@1.2.0", "two");
        composer.Export("app", "run", "start");
        composer.Export("one", "a:b/math@1.2.3", "c:d/math");
        var component = composer.Compose();
        Assert.Equal(["start", "c:d/math"], component.Exports.Select(export => export.Name));
        _running.Linker.Define("host:log/out@1.0.0", "note", (_, _) => null);
        _running.Linker.Define("host:log/out@1.0.0", "more", (_, _) => null);
        var instance = _running.Linker.Instantiate(_running.Store, component);
        Assert.Equal("108", instance.CallWave("start(8)"));
        Assert.Equal("5", instance.CallWave("sum({x: 2, y: 3})"));
    }

    [Fact]
    public void Two_that_export_a_name_need_to_be_told_apart()
    {
        var composer = Composer(("app", Program), ("one", Library), ("two", Library));
        Assert.Equal(
            "import `a:b/math@1.2.0`: several export it: `one`, `two`",
            Assert.Throws<ComponentLinkException>(composer.ConnectByName).Message);
    }

    [Fact]
    public void An_export_of_another_type_is_refused()
    {
        var other = Library.Replace("(field \"y\" u32)", "(field \"z\" u32)", StringComparison.Ordinal);
        var composer = Composer(("app", Program), ("lib", other));
        composer.ConnectByName();
        Assert.StartsWith(
            "import `a:b/math@1.2.0`: what `app` is given is of another type: type mismatch in instance",
            Assert.Throws<ComponentLinkException>(composer.Compose).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Imports_of_one_name_that_one_thing_cannot_be_given_for_are_refused()
    {
        var other = Program.Replace("(export \"note\" (func (param \"n\" u32)))", "(export \"note\" (func))", StringComparison.Ordinal);
        var composer = Composer(("app", other), ("lib", Library));
        composer.ConnectByName();
        Assert.StartsWith(
            "import `host:log/out@1.0.0`: what `lib` is given is of another type",
            Assert.Throws<ComponentLinkException>(composer.Compose).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instances_that_need_each_other_are_refused()
    {
        const string ring = """(component (import "a" (func $a)) (export "b" (func $a)))""";
        var composer = Composer(("one", ring), ("two", ring));
        composer.Connect("one", "a", "two", "b");
        composer.Connect("two", "a", "one", "b");
        Assert.Equal(
            "import `a`: instances need each other: `one` needs `two` needs `one`",
            Assert.Throws<ComponentLinkException>(composer.Compose).Message);
    }

    [Fact]
    public void Names_that_mean_nothing_are_refused()
    {
        var composer = Composer(("app", Program), ("lib", Library));
        Assert.Throws<ArgumentException>(() => composer.Connect("app", "none", "lib"));
        Assert.Throws<ArgumentException>(() => composer.Connect("app", "a:b/math@1.2.0", "lib", "none"));
        Assert.Throws<ArgumentException>(() => composer.Connect("none", "a", "lib"));
        Assert.Throws<ArgumentException>(() => composer.Export("lib", "none"));
        Assert.Throws<ArgumentException>(() => composer.Add("lib", Component.FromText(_running.Engine, Library)));
        composer.Connect("app", "a:b/math@1.2.0", "lib");
        Assert.Throws<ArgumentException>(() => composer.Connect("app", "a:b/math@1.2.0", "lib"));
    }

    [Fact]
    public void A_core_module_cannot_stay_open()
    {
        var composer = Composer(("app", """(component (import "m" (core module)))"""));
        Assert.Equal(
            "import `m`: `m` is a module, which cannot be passed on", Assert.Throws<ComponentLinkException>(composer.Compose).Message);
    }

    [Fact]
    public void WIT_of_a_component_has_its_interfaces_and_its_world()
    {
        var text = WitPrinter.Print(Component.FromText(_running.Engine, Library).ToWit());
        Assert.Equal("""
            package root:component;

            world root {
              import host:log/out@1.0.0;

              export a:b/math@1.2.3;
            }

            package host:log@1.0.0 {
              interface out {
                note: func(n: u32);
              }
            }

            package a:b@1.2.3 {
              interface math {
                record point {
                  x: u32,
                  y: u32,
                }

                sum: func(p: point) -> u32;
              }
            }

            """, text, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void WIT_of_a_component_has_types_that_interfaces_use_of_each_other()
    {
        var component = Component.FromText(_running.Engine, """
            (component
              (import "a:b/types" (instance $types
                (export "r" (type $r (sub resource)))
                (type $e' (enum "a" "b"))
                (export "e" (type $e (eq $e')))
                (export "[method]r.get" (func (param "self" (borrow $r)) (result $e)))))
              (alias export $types "r" (type $r))
              (alias export $types "e" (type $e))
              (import "a:b/user" (instance
                (alias outer 1 $r (type $r'))
                (alias outer 1 $e (type $e'))
                (export "r" (type $mine (eq $r')))
                (export "color" (type $color (eq $e')))
                (export "f" (func (param "r" (own $mine)) (param "l" (list $color)))))))
            """);
        var text = WitPrinter.Print(component.ToWit());
        Assert.Contains("use types.{r, e as color};", text, StringComparison.Ordinal);
        Assert.Contains("f: func(r: r, l: list<color>);", text, StringComparison.Ordinal);
        Assert.Contains("get: func() -> e;", text, StringComparison.Ordinal);
    }

    /// <summary>All components of scripts alone in a new one, and as WIT: the types of all that they import and export are written
    /// anew.</summary>
    [Fact]
    public void Components_of_scripts_can_be_imported_for_and_described()
    {
        var (composed, described, failures) = (0, 0, new List<string>());
        foreach (var file in ComponentSuiteTests.Files.Concat(OwnScriptTests.Files))
        {
            foreach (var binary in ComponentScript.Run(File.ReadAllBytes(file)).Binaries)
            {
                var component = Component.FromBinary(_running.Engine, binary);
                composed += Count(() =>
                {
                    var composer = new ComponentComposer(_running.Engine);
                    composer.Add("a", component);
                    composer.Export("a");
                    var names = composer.Compose().Imports.Select(import => import.Name);
                    Assert.Equal(component.Imports.Select(import => import.Name), names);
                });
                described += Count(() => WitPackages.Parse(WitPrinter.Print(component.ToWit())));

                int Count(Action action)
                {
                    try
                    {
                        action();
                        return 1;
                    }
                    catch (WitException)
                    {
                        // WIT has no words for it.
                        return 0;
                    }
                    catch (ComponentLinkException error) when (error.Message.EndsWith("cannot be passed on", StringComparison.Ordinal))
                    {
                        return 0;
                    }
                    catch (LannerException error)
                    {
                        failures.Add($"{Path.GetFileName(file)}: {error.Message}");
                        return 0;
                    }
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {composed}, {described}:\n{string.Join('\n', failures)}");
        Assert.True(composed > 10 && described > 10, $"{composed}, {described}");
    }

    public void Dispose() => _running.Dispose();

    /// <summary>The resource <c>r</c> of an instance that is exported.</summary>
    private static ResourceIdentity ResourceIn(Component component, string name) =>
        ((ResourceType)((ComponentInstanceType)component.Type.FindExport(name)!.Type).Find("r")!.Type).Identity;

    /// <summary>The resource that a function returns.</summary>
    private static ResourceIdentity ResourceMadeBy(Component component, string name) =>
        ((OwnType)((ComponentFunctionType)component.Type.FindExport(name)!.Type).Result!).Resource.Identity;

    private ComponentComposer Composer(params (string Name, string Text)[] instances)
    {
        var composer = new ComponentComposer(_running.Engine);
        foreach (var (name, text) in instances)
        {
            composer.Add(name, Component.FromText(_running.Engine, text));
        }

        return composer;
    }
}

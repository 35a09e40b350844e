using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using Lanner.Platform;

namespace Lanner.Components.Tests;

/// <summary>Components whose core modules are compiled to an assembly of .NET.</summary>
public sealed class ComponentLibraryTests : IDisposable
{
    /// <summary>Two modules, of which one calls the other, and one of a component within.</summary>
    private const string Text = """
        (component
          (import "log" (func $log (param "text" string)))
          (component $C
            (core module $N (func (export "g") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
            (core instance $n (instantiate $N))
            (func (export "g") (param "n" u32) (result u32) (canon lift (core func $n "g"))))
          (instance $c (instantiate $C))
          (core module $A
            (memory (export "memory") 1)
            (data (i32.const 8) "hello")
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
            (func $fail (export "fail") (drop (i32.load (i32.const -4)))))
          (core module $B
            (import "a" "fail" (func $fail))
            (import "host" "log" (func $log (param i32 i32)))
            (func $call (export "call") (call $fail))
            (func (export "say") (call $log (i32.const 8) (i32.const 5))))
          (core instance $a (instantiate $A))
          (core func $lowered (canon lower (func $log) (memory (core memory $a "memory"))))
          (core instance $host (export "log" (func $lowered)))
          (core instance $b (instantiate $B (with "a" (instance $a)) (with "host" (instance $host))))
          (func (export "call") (canon lift (core func $b "call")))
          (func (export "say") (canon lift (core func $b "say")))
          (export "g" (func $c "g")))
        """;

    private static readonly LibraryOptions Options = new() { Namespace = "Some.Place", ClassName = "Guest" };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-components-");

    /// <summary>Both kinds of memories, where the platform has both.</summary>
    public static TheoryData<MemoryMode> Modes =>
        GuardedMemory.IsSupported ? [MemoryMode.Guarded, MemoryMode.Checked] : [MemoryMode.Checked];

    private string File => Path.Combine(_folder.FullName, "Guest.dll");

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_component_of_a_library_does_what_one_of_bytes_does(MemoryMode mode)
    {
        Save();
        var library = Load(new AssemblyLoadContext("library"));
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var store = new Store(engine);
        var texts = new List<string>();
        var instance = Instantiate(store, Make(library, engine), texts);

        Assert.Equal("42", instance.CallWave("g(21)"));
        instance.CallWave("say()");
        Assert.Equal(["hello"], texts);
    }

    [Fact]
    public void Traps_name_the_functions_of_each_module()
    {
        Save();
        var library = Load(new AssemblyLoadContext("library"));
        var engine = (Engine)library.GetProperty("Engine")!.GetValue(null)!;
        using var store = new Store(engine);
        var instance = Instantiate(store, Make(library, engine), []);

        var trap = Assert.Throws<TrapException>(() => instance.CallWave("call()"));

        Assert.Equal(TrapCode.MemoryOutOfBounds, trap.Code);
        Assert.Equal(["fail", "call"], trap.Backtrace.Select(frame => frame.FunctionName));
    }

    [Fact]
    public void An_engine_with_other_options_is_refused()
    {
        Save();
        var library = Load(new AssemblyLoadContext("library"));
        using var engine = new Engine(new EngineOptions { Interruptible = true });

        var error = Assert.Throws<InvalidOperationException>(() => Make(library, engine));

        Assert.Contains("the engine is interruptible, and it was not compiled for that", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_assembly_is_unloaded_when_nobody_uses_it()
    {
        Save();

        var context = UseAndUnload();

        Assert.True(Patience.UntilCollected(() => !context.IsAlive));

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference UseAndUnload()
        {
            var context = new AssemblyLoadContext("library", isCollectible: true);
            using var engine = new Engine();
            using var store = new Store(engine);
            Assert.Equal("42", Instantiate(store, Make(Load(context), engine), []).CallWave("g(21)"));
            context.Unload();
            return new WeakReference(context);
        }
    }

    [Fact]
    public void Members_are_documented()
    {
        Save();

        var library = Load(new AssemblyLoadContext("library"));
        var documentation = System.IO.File.ReadAllText(Path.ChangeExtension(File, ".xml"));

        var members = library.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);
        Assert.Equal(["Engine", "Load", "get_Engine"], members.Select(member => member.Name).Order(StringComparer.Ordinal));
        foreach (var name in (string[])["T:Some.Place.Guest", "P:Some.Place.Guest.Engine", "M:Some.Place.Guest.Load(Lanner.Engine)"])
        {
            Assert.Contains($"name=\"{name}\"", documentation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_component_makes_the_same_bytes()
    {
        Save();
        var first = System.IO.File.ReadAllBytes(File);
        Save();

        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void A_component_without_code_is_refused()
    {
        using var engine = new Engine();
        var component = Component.FromText(engine, "(component)");

        Assert.Throws<NotSupportedException>(() => component.SaveLibrary(File, Options, TestContext.Current.CancellationToken));
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData("Lanner.Components.dll", "Guest")]
    [InlineData("lanner.wit.dll", "Guest")]
    [InlineData("Guest.dll", "a b")]
    public void Names_that_cannot_be_are_refused(string file, string className)
    {
        using var engine = new Engine();
        var component = Component.FromText(engine, Text);

        Assert.Throws<ArgumentException>(() => component.SaveLibrary(
            Path.Combine(_folder.FullName, file), new LibraryOptions { ClassName = className }, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static ComponentInstance Instantiate(Store store, Component component, List<string> texts)
    {
        var linker = new ComponentLinker(store.Engine);
        linker.Define("log", (_, arguments) =>
        {
            texts.Add(arguments[0].AsString());
            return null;
        });
        return linker.Instantiate(store, component);
    }

    private static Component Make(Type library, Engine engine)
    {
        try
        {
            return (Component)library.GetMethod("Load")!.Invoke(null, [engine])!;
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    private void Save()
    {
        using var engine = new Engine();
        Component.FromText(engine, Text).SaveLibrary(File, Options, TestContext.Current.CancellationToken);
    }

    /// <summary>The class of the library, from a copy in memory, since a test may write the file again.</summary>
    private Type Load(AssemblyLoadContext context)
    {
        using var bytes = new MemoryStream(System.IO.File.ReadAllBytes(File));
        return context.LoadFromStream(bytes).GetType("Some.Place.Guest", throwOnError: true)!;
    }
}

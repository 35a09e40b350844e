using System.Reflection;
using System.Runtime.Intrinsics;
using System.Xml.Linq;
using Lanner.Compilation.Layout;
using Lanner.Calls;
using Lanner.Libraries;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Tests.Libraries;

/// <summary>Modules as classes of .NET.</summary>
public sealed class LibraryTests
{
    /// <summary>Both kinds of memories, where the platform has both.</summary>
    public static TheoryData<MemoryMode> Modes =>
        GuardedMemory.IsSupported ? [MemoryMode.Guarded, MemoryMode.Checked] : [MemoryMode.Checked];

    [Fact]
    public void Exported_functions_are_methods_with_names_of_dotnet()
    {
        var library = new Library("""
            (module
              (func (export "add_numbers") (param $left i32) (param $right i32) (result i32) local.get 0 local.get 1 i32.add)
              (func (export "2nd") (result i64) i64.const 2)
              (func (export "add-numbers") (result f32) f32.const 3)
              (func (export "store") (result f64) f64.const 4)
              (func (export "+")))
            """);
        dynamic guest = library.Make();

        Assert.Equal(42, guest.AddNumbers(right: 40, left: 2));
        Assert.Equal(2L, guest._2nd());
        Assert.Equal(3f, guest.AddNumbers2());
        Assert.Equal(4d, guest.Store2());
        guest.Export4();
    }

    [Fact]
    public void Results_and_references_come_in_types_of_dotnet()
    {
        dynamic guest = new Library("""
            (module
              (func (export "pair") (param f64) (result f64 i32) local.get 0 i32.const 1)
              (func (export "nine") (result i32 i64 f32 f64 i32 i64 f32 f64 externref)
                i32.const 1 i64.const 2 f32.const 3 f64.const 4 i32.const 5 i64.const 6 f32.const 7 f64.const 8 ref.null extern)
              (func (export "vector") (param v128) (result v128) local.get 0 local.get 0 i8x16.add)
              (func (export "same") (param externref) (result externref) local.get 0)
              (func (export "self") (result funcref) ref.func 4))
            """).Make();

        Assert.Equal((2.5, 1), guest.Pair(2.5));
        Assert.Equal((1, 2L, 3f, 4d, 5, 6L, 7f, 8d, (object?)null), guest.Nine());
        Assert.Equal(Vector128.Create((byte)6), guest.Vector(Vector128.Create((byte)3)));
        Assert.Equal("text", guest.Same("text"));
        Assert.IsType<Function>(guest.Self());
    }

    [Fact]
    public void Memories_globals_tables_and_tags_are_properties()
    {
        dynamic guest = new Library("""
            (module
              (memory (export "memory") 2)
              (global (export "counter") (mut i64) (i64.const 5))
              (global (export "limit") f32 (f32.const 1.5))
              (table (export "table") 3 funcref)
              (tag (export "failure") (param i32))
              (func (export "count") (result i64) (global.set 0 (i64.add (global.get 0) (i64.const 1))) global.get 0))
            """).Make();

        guest.Counter = 41;

        Assert.Equal(42L, guest.Count());
        Assert.Equal(42L, guest.Counter);
        Assert.Equal(1.5f, guest.Limit);
        Assert.Equal(2 * 65536L, ((Memory)guest.Memory).Length);
        Assert.IsType<Table>(guest.Table);
        Assert.IsType<Tag>(guest.Failure);
        Assert.Null(((object)guest).GetType().GetProperty("Limit")!.SetMethod);
    }

    [Fact]
    public void Imports_are_an_interface_whose_functions_are_told_who_calls()
    {
        var library = new Library("""
            (module
              (import "env" "multiply" (func (param i32 i64) (result i64)))
              (import "other" "multiply" (func (param externref) (result externref f32 i32 i32 i32)))
              (import "env" "base" (global i32))
              (memory (export "memory") 1)
              (func (export "run") (result i64) (i64.add (call 0 (i32.const 3) (i64.const 5)) (i64.extend_i32_u (global.get 0))))
              (func (export "many") (param externref) (result externref f32 i32 i32 i32) local.get 0 call 1))
            """);
        using var store = new Store(library.Engine);
        var calls = new List<string>();
        dynamic guest = library.Make(
            library.Imports((method, arguments) =>
            {
                calls.Add(method.Name);
                return method.Name switch
                {
                    "Multiply" => (int)arguments[1]! * (long)arguments[2]! * ((Caller)arguments[0]!).Memory!.Pages,
                    "Multiply2" => (arguments[1], 1f, 2, 3, 4),
                    _ => new Global(store, new GlobalType(WasmValueType.I32, false), 100),
                };
            }),
            store);

        Assert.Equal(115L, guest.Run());
        Assert.Equal(("x", 1f, 2, 3, 4), ((object?, float, int, int, int))guest.Many("x"));
        Assert.Equal(["get_Base", "Multiply", "Multiply2"], calls);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Traps_say_the_same_as_those_of_other_modules(MemoryMode mode)
    {
        const string text = """
            (module $guest
              (memory 1)
              (func $peek (export "peek") (param i32) (result i32) local.get 0 i32.load)
              (func (export "run") (param i32) (result i32) local.get 0 call $peek)
              (func (export "divide") (param i32 i32) (result i32) local.get 0 local.get 1 i32.div_s)
              (func $deep (export "deep") (param i32) (result i32) (i32.add (call $deep (local.get 0)) (i32.const 1))))
            """;
        var options = new EngineOptions { MemoryMode = mode };
        using var direct = new Guest(text, options: options);
        var library = new Library(text);
        using var store = new Store(new Engine(options));
        using var guest = library.Make(store);

        foreach (var (name, arguments) in new (string, Value[])[]
        {
            ("run", [-8]), ("divide", [1, 0]), ("divide", [int.MinValue, -1]), ("deep", [1]),
        })
        {
            var expected = Assert.Throws<TrapException>(() => direct.Instance.GetFunction(name).Invoke(arguments));
            var actual = Assert.Throws<TrapException>(() => guest.Instance.GetFunction(name).Invoke(arguments));
            Assert.Equal(expected.Code, actual.Code);
            Assert.Equal(expected.Backtrace.Take(3), actual.Backtrace.Take(3));
        }
    }

    [Fact]
    public void Exceptions_of_the_host_pass_through()
    {
        var library = new Library("""(module (import "env" "fail" (func)) (func (export "run") call 0))""");
        dynamic guest = library.Make(library.Imports((_, _) => throw new NullReferenceException("the host's")));

        var exception = Assert.Throws<NullReferenceException>((Action)(() => guest.Run()));

        Assert.Equal("the host's", exception.Message);
    }

    [Fact]
    public void Functions_of_large_modules_and_parts_of_large_functions_are_found()
    {
        var functions = string.Concat(Enumerable.Range(0, 700).Select(index =>
            $"(func $f{index} (export \"f{index}\") (result i32) i32.const {index})"));
        var adds = string.Concat(Enumerable.Range(0, 6000).Select(index =>
            $"(local.set {index % 50} (i32.add (local.get {(index + 7) % 50}) (i32.const {index})))"));
        var locals = string.Concat(Enumerable.Repeat("(local i32)", 50));
        dynamic guest = new Library(
            $"(module (table 700 funcref) {functions} (func (export \"large\") (result i32) {locals} {adds} "
            + "(i32.div_s (i32.const 1) (i32.sub (local.get 0) (local.get 0)))))").Make();

        Assert.Equal(63, guest.F63());
        Assert.Equal(64, guest.F64());
        Assert.Equal(699, guest.F699());
        var trap = Assert.Throws<TrapException>(() => guest.Large());
        Assert.Equal(700, Assert.Single(trap.Backtrace).FunctionIndex);
    }

    [Fact]
    public void The_instance_is_initialised_and_commands_have_a_method_to_start()
    {
        dynamic guest = new Library("""
            (module
              (global (export "state") (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set 0 (i32.const 1)))
              (func (export "_start") (global.set 0 (i32.const 2))))
            """).Make();

        Assert.Equal(1, guest.State);
        guest.Start();
        Assert.Equal(2, guest.State);
        Assert.Null(((object)guest).GetType().GetMethod("Initialize"));
    }

    [Fact]
    public void Structures_and_arrays_work_where_code_can_be_made()
    {
        dynamic guest = new Library("""
            (module
              (type $pair (struct (field i32) (field (mut i64))))
              (type $row (array (mut i32)))
              (func (export "sum") (param i32) (result i64)
                (i64.add
                  (struct.get $pair 1 (struct.new $pair (local.get 0) (i64.const 5)))
                  (i64.extend_i32_s (array.get $row (array.new $row (local.get 0) (i32.const 3)) (i32.const 2))))))
            """).Make();

        Assert.Equal(12L, guest.Sum(7));
    }

    [Fact]
    public void Limits_of_a_given_store_hold()
    {
        var options = new EngineOptions { Interruptible = true, FuelCosts = FuelCosts.Default };
        var library = new Library("""(module (func (export "run") (loop br 0)))""", options);
        using var store = new Store(library.Engine, new StoreLimits { Fuel = 1000 });
        dynamic guest = library.Make(store);

        Assert.Equal(TrapCode.OutOfFuel, Assert.Throws<TrapException>((Action)(() => guest.Run())).Code);
        using var other = new Store(library.Engine, new StoreLimits { CallTime = TimeSpan.FromMilliseconds(50), Fuel = long.MaxValue });
        guest = library.Make(other);
        Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>((Action)(() => guest.Run())).Code);
    }

    [Theory]
    [InlineData(true, false, "interruptible")]
    [InlineData(false, true, "fuel")]
    public void An_engine_with_other_options_is_refused(bool isInterruptible, bool hasFuel, string reason)
    {
        var library = new Library("(module)");
        using var store = new Store(new Engine(
            new EngineOptions { Interruptible = isInterruptible, FuelCosts = hasFuel ? FuelCosts.Default : null }));

        var error = Assert.Throws<InvalidOperationException>(() => library.Make(store));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_for_one_kind_of_memories_is_refused_with_the_other()
    {
        var library = new Library(
            "(module (memory 1))", library: new LibraryOptions { ClassName = "Guest", MemoryMode = MemoryMode.Checked });
        Assert.Equal(MemoryMode.Checked, library.Engine.MemoryMode);
        Assert.SkipUnless(GuardedMemory.IsSupported, "there are no guarded memories here");
        using var store = new Store(new Engine(new EngineOptions { MemoryMode = MemoryMode.Guarded }));

        Assert.Contains("checked", Assert.Throws<InvalidOperationException>(() => library.Make(store)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void A_library_of_another_engine_says_so()
    {
        fixed (byte* own = System.Text.Encoding.UTF8.GetBytes(EngineSources.Hash))
        fixed (byte* other = "another"u8)
        {
            LibraryVersion.Require((nint)own, EngineSources.Hash.Length);
            var address = (nint)other;
            Assert.Contains(
                "another version", Assert.Throws<InvalidOperationException>(() => LibraryVersion.Require(address, 7)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_description_is_read_as_it_was_written()
    {
        var description = LibraryDescription.Of("Guest", WasmFeatures.All, new Engine().CompilationOptions) with { Fuel = "costs" };

        Assert.Equal(description, LibraryDescription.Read(description.ToBytes()));
    }

    [Fact]
    public void Start_is_the_function_that_a_command_begins_with()
    {
        dynamic guest = new Library("""
            (module
              (global (export "state") (mut i32) (i32.const 0))
              (func (export "start") (global.set 0 (i32.const 1)))
              (func (export "_start") (global.set 0 (i32.const 2))))
            """).Make();

        guest.Start();
        Assert.Equal(2, guest.State);
        guest.Start2();
        Assert.Equal(1, guest.State);
    }

    [Fact]
    public void An_initializer_of_another_shape_is_a_function_like_others()
    {
        dynamic guest = new Library("""(module (func (export "_initialize") (param i32) (result i32) local.get 0))""").Make();

        Assert.Equal(5, guest.Initialize(5));
    }

    [Fact]
    public void Globals_with_references_to_functions_are_functions()
    {
        dynamic guest = new Library("""
            (module (global (export "callback") (mut funcref) (ref.null func)) (func $f (export "f")) (elem declare func $f)
              (func (export "set") (global.set 0 (ref.func $f))))
            """).Make();

        Assert.Null(guest.Callback);
        guest.Set();
        Assert.IsType<Function>(guest.Callback);
        guest.Callback = null;
        Assert.Equal(typeof(Function), ((object)guest).GetType().GetProperty("Callback")!.PropertyType);
    }

    [Fact]
    public void A_null_among_the_imports_is_named()
    {
        var library = new Library("""(module (import "env" "table" (table 1 funcref)))""");

        var error = Assert.Throws<ArgumentException>(() => library.Make(library.Imports((_, _) => null)));

        Assert.Contains("\"env\" \"table\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exports", "methods")]
    [InlineData("types", "methods")]
    [InlineData("imports", "methods")]
    [InlineData("parameters", "parameters")]
    public void A_class_that_the_CLR_would_not_load_is_refused(string shape, string limit)
    {
        var text = shape switch
        {
            "exports" => $"(func $f) {Repeat(70_000, index => $"(export \"e{index}\" (func $f))")}",
            "types" => Repeat(66_000, index => $"(type (func {Parameters(index)}))"),
            "imports" => Repeat(66_000, index => $"(import \"m\" \"i{index}\" (func))"),
            _ => $"(func $f (param {Repeat(1000, _ => "i32 ")})) {Repeat(1_001, index => $"(export \"e{index}\" (func $f))")}",
        };

        var error = Assert.Throws<ResourceLimitException>(() => new Library($"(module {text})"));

        Assert.Contains(limit, error.Message, StringComparison.Ordinal);

        static string Repeat(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

        // Seventeen digits of two.
        static string Parameters(int number) =>
            $"(param {string.Join(' ', Enumerable.Range(0, 17).Select(bit => (number >> bit & 1) == 0 ? "i32" : "i64"))})";
    }

    [Fact]
    public void Many_functions_fit_where_each_kind_of_memories_has_a_class_of_its_own()
    {
        var functions = string.Concat(Enumerable.Repeat("(func (result i32) i32.const 1)", 34_000));
        dynamic guest = new Library($"(module {functions} (func (export \"last\") (result i32) i32.const 42))").Make();

        Assert.Equal(42, guest.Last());
    }

    [Fact]
    public void Names_that_become_the_same_take_no_longer_than_others()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var exports = string.Concat(Enumerable.Range(0, 20_000).Select(index =>
            $"(export \"a{new string('-', index % 200)}{new string('.', index / 200)}\" (func 0))"));

        dynamic guest = new Library($"(module (func (result i32) i32.const 7) {exports})").Make();

        Assert.Equal(7, guest.A20000());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"it took {clock.Elapsed}");
    }

    [Fact]
    public void A_library_goes_on_when_its_module_or_engine_was_disposed_of()
    {
        var library = new Library("""(module (func (export "f") (result i32) i32.const 3))""");
        library.Make().Instance.Module.Dispose();
        Assert.Equal(3, ((dynamic)library.Make()).F());

        library.Engine.Dispose();
        Assert.Equal(3, ((dynamic)library.Make()).F());
    }

    [Fact]
    public void A_library_that_can_be_unloaded_is_unloaded()
    {
        var library = new Library("""(module (func (export "f") (param i32) (result i32) local.get 0))""");
        var reference = LoadApart(library.Path);

        for (var round = 0; reference.IsAlive && round < 20; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(reference.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference LoadApart(string path)
        {
            var context = new System.Runtime.Loader.AssemblyLoadContext("apart", isCollectible: true);
            var type = context.LoadFromAssemblyPath(path).GetType("Some.Place.Guest", throwOnError: true)!;
            var guest = (WasmLibrary)Activator.CreateInstance(type)!;
            Assert.Equal(4, type.GetMethod("F")!.Invoke(guest, [4]));
            Assert.Equal(5, guest.Instance.GetFunction("f").Invoke(5)[0].AsInt32());
            guest.Dispose();
            context.Unload();
            return new WeakReference(context);
        }
    }

    [Fact]
    public void A_missing_object_of_imports_is_refused() =>
        Assert.Throws<ArgumentNullException>(
            () => new Library("""(module (import "env" "f" (func)))""").Make(new object?[] { null }));

    [Theory]
    [InlineData("", "")]
    [InlineData("1st", "")]
    [InlineData("a b", "")]
    [InlineData("A", "1")]
    [InlineData("A", "A..B")]
    public void Names_that_are_no_identifiers_are_refused(string className, string space)
    {
        using var module = Module.FromText(new Engine(), "(module)");
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.dll");

        Assert.Throws<ArgumentException>(
            () => module.SaveLibrary(
                path, new LibraryOptions { ClassName = className, Namespace = space }, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void The_same_module_makes_the_same_bytes()
    {
        const string text = """(module (memory (export "m") 1) (func (export "f") (result i32) (i32.load (i32.const 1))))""";
        using var module = Module.FromText(new Engine(), text);
        var folder = Directory.CreateTempSubdirectory("lanner-library-").FullName;
        var options = new LibraryOptions { ClassName = "Guest" };

        module.SaveLibrary(Path.Combine(folder, "Same.dll"), options, TestContext.Current.CancellationToken);
        var first = File.ReadAllBytes(Path.Combine(folder, "Same.dll"));
        module.SaveLibrary(Path.Combine(folder, "Same.dll"), options, TestContext.Current.CancellationToken);

        Assert.Equal(first, File.ReadAllBytes(Path.Combine(folder, "Same.dll")));
        Assert.Equal(["Same.dll", "Same.xml"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Public_members_are_documented_and_all_else_is_internal()
    {
        var library = new Library("""
            (module
              (import "env" "f" (func (param v128 i64)))
              (import "env" "m" (memory 1))
              (global (export "g") (mut i32) (i32.const 0))
              (func (export "run") (param i32 externref)))
            """);
        var documented = XDocument.Load(Path.ChangeExtension(library.Path, ".xml")).Descendants("member")
            .Select(member => member.Attribute("name")!.Value);

        Assert.Equal(["IGuestImports", "Guest"], library.Assembly.GetExportedTypes().Select(type => type.Name).OrderDescending());
        Assert.Equal(
            [
                "M:Some.Place.Guest.#ctor(Some.Place.IGuestImports)",
                "M:Some.Place.Guest.#ctor(Some.Place.IGuestImports,Lanner.Store)",
                "M:Some.Place.Guest.Run(System.Int32,System.Object)",
                "M:Some.Place.IGuestImports.F(Lanner.Caller,System.Runtime.Intrinsics.Vector128{System.Byte},System.Int64)",
                "P:Some.Place.Guest.Engine",
                "P:Some.Place.Guest.G",
                "P:Some.Place.IGuestImports.M",
                "T:Some.Place.Guest",
                "T:Some.Place.IGuestImports",
            ],
            documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Programs_are_compiled_against_reference_assemblies()
    {
        var library = new Library("""(module (func (export "f") (param v128) (result i32 i32) i32.const 1 i32.const 2))""");

        Assert.DoesNotContain("System.Private.CoreLib", library.Assembly.GetReferencedAssemblies().Select(name => name.Name));
    }

    [Fact]
    public void Pinned_bytes_of_a_library_keep_it_loaded()
    {
        using var handle = Pin(out var owner);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.True(owner.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static System.Buffers.MemoryHandle Pin(out WeakReference owner)
        {
            var library = new object();
            owner = new WeakReference(library);
            return new ImageMemory(library, 0, 0).Pin();
        }
    }

    /// <summary>The way of host functions of uncommon shapes in programs that were compiled ahead of time.</summary>
    [Fact]
    public void A_delegate_that_is_called_by_reflection_gets_and_gives_the_same()
    {
        using var guest = new Guest("(module)");
        var type = FunctionType.Of([WasmValueType.I32, WasmValueType.ExternRef], [WasmValueType.ExternRef, WasmValueType.I64]);
        Func<Caller, DayOfWeek, object?, (object?, ulong)> callback = (caller, day, value) =>
            value is "throw" ? throw new TimeoutException() : (day, (ulong)caller.Store.Limits.Tables);
        var shape = DelegateShape.Of(callback.GetType());
        var function = Function.FromCallback(guest.Store, type, DynamicCallback.For(callback, shape));

        var results = function.Invoke((int)DayOfWeek.Friday, Value.FromReference("text"));

        Assert.Equal(DayOfWeek.Friday, results[0].AsReference());
        Assert.Equal(guest.Store.Limits.Tables, results[1].AsInt64());
        Assert.Throws<TimeoutException>(() => function.Invoke(0, Value.FromReference("throw")));
    }

    /// <summary>Programs that were compiled ahead of time look for these classes by name.</summary>
    [Fact]
    public void Classes_whose_faults_are_the_guests_are_known_by_name()
    {
        var marked = typeof(Engine).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(GuestInstructionsAttribute)))
            .Select(type => type.FullName);

        Assert.Equal(marked.Order(), GuestFaults.GuestInstructions.Order());
    }

    /// <summary>There the fields of a state cannot be found, so that segments would begin at 0 that begin where a global says.</summary>
    [Fact]
    public void Globals_that_say_where_segments_begin_are_objects()
    {
        using var module = Module.FromText(
            new Engine(),
            """
            (module
              (memory 1)
              (table 9 funcref)
              (global $unread i32 (i32.const 1))
              (global $data i32 (i32.const 2))
              (global $element i32 (i32.const 3))
              (global $function funcref (ref.func $f))
              (data (offset (i32.add (global.get $data) (i32.const 1))) "a")
              (elem (offset (global.get $element)) funcref (global.get $function))
              (func $f))
            """);
        var definition = module.Definition;

        Assert.Equal([false, true, true, true], Shared(LibraryModule.LayoutOf(definition, module.Engine.CompilationOptions, "")));
        Assert.Equal([false, false, false, false], Shared(new ModuleLayout(definition, module.Engine.CompilationOptions)));

        IEnumerable<bool> Shared(ModuleLayout layout) => Enumerable.Range(0, definition.Globals.Length).Select(layout.IsGlobalShared);
    }
}

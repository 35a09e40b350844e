namespace Lanner.Tests.Api;

/// <summary>Tests of the values that stores carry for their hosts, by key.</summary>
public sealed class StoreValueTests
{
    private const string Caller = """(module (import "env" "f" (func $f (result i32))) (func (export "run") (result i32) call $f))""";

    private static readonly StoreKey<string> Text = new("text");
    private static readonly StoreKey<int[]> Counts = new("counts", _ => new int[1]);

    [Fact]
    public void Values_of_several_libraries_are_in_one_store()
    {
        using var guest = new Guest(Caller, linker => linker.Define("env", "f", (Caller caller) =>
            ++caller.Store.Get(Counts)[0] + caller.Store.Get(Text).Length));
        guest.Store.Set(Text, "four");

        var results = new[] { guest.Get<Func<int>>("run")(), guest.Get<Func<int>>("run")() };

        Assert.Equal([5, 6], results);
    }

    [Fact]
    public void Keys_of_the_same_name_and_type_are_two_keys()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var one = new StoreKey<string>("same");
        var other = new StoreKey<string>("same");

        store.Set(one, "one");

        Assert.False(store.TryGet(other, out _));
        Assert.True(store.TryGet(one, out var value));
        Assert.Equal("one", value);
    }

    [Fact]
    public void Any_number_of_values_is_found_again_wherever_their_keys_lie()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var keys = Enumerable.Range(0, 300).Select(number => new StoreKey<string>($"{number}")).ToArray();
        var some = keys.Where((_, index) => index % 3 != 1).Reverse().ToArray();

        Array.ForEach(some, key => store.Set(key, key.Name));

        Assert.All(some, key => Assert.Equal(key.Name, store.Get(key)));
        Assert.All(keys.Except(some), key => Assert.False(store.TryGet(key, out _)));
    }

    [Fact]
    public void A_value_that_is_missing_is_named()
    {
        using var engine = new Engine();
        using var store = new Store(engine);

        var error = Assert.Throws<InvalidOperationException>(() => store.Get(Text));
        var unnamed = Assert.Throws<InvalidOperationException>(() => store.Get(new StoreKey<Version>()));

        Assert.Equal("The store has no value for the key \"text\". Store.Set gives it one.", error.Message);
        Assert.Contains("\"Version\"", unnamed.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => store.Set(Text, null!));
    }

    [Fact]
    public void A_factory_makes_one_value_for_each_store()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var other = new Store(engine);
        var key = new StoreKey<object>("object", _ => new object());

        Assert.False(store.TryGet(key, out _));
        Assert.Same(store.Get(key), store.Get(key));
        Assert.NotSame(store.Get(key), other.Get(key));
        Assert.True(store.TryGet(key, out _));
    }

    [Fact]
    public void A_factory_is_asked_once_by_many_threads()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var made = 0;
        var key = new StoreKey<object>("object", _ =>
        {
            Interlocked.Increment(ref made);
            return new object();
        });
        var values = new object[32];

        Parallel.For(0, values.Length, index => values[index] = store.Get(key));

        Assert.Equal(1, made);
        Assert.All(values, value => Assert.Same(values[0], value));
    }

    [Fact]
    public void A_factory_that_fails_is_asked_again()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var fails = true;
        var key = new StoreKey<object>("object", _ => fails ? throw new TimeoutException() : new object());

        Assert.Throws<TimeoutException>(() => store.Get(key));
        fails = false;
        Assert.NotNull(store.Get(key));
    }

    [Fact]
    public void A_factory_that_asks_for_its_own_value_or_gives_none_is_refused()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        StoreKey<string>? first = null;
        var second = new StoreKey<string>("second", asked => asked.Get(first!));
        first = new StoreKey<string>("first", asked => asked.Get(second));

        var circle = Assert.Throws<InvalidOperationException>(() => store.Get(first));
        var nothing = Assert.Throws<InvalidOperationException>(() => store.Get(new StoreKey<string>("none", _ => null!)));

        Assert.Equal("The factory of the key \"first\" asks for the value that it is to make.", circle.Message);
        Assert.Equal("The factory of the key \"none\" has made nothing.", nothing.Message);
    }

    [Fact]
    public void What_factories_have_made_is_disposed_of_with_the_store_last_first()
    {
        var log = new List<string>();
        using var engine = new Engine();
        var store = new Store(engine);
        var set = new StoreKey<Resource>("set");
        var inner = new StoreKey<Resource>("inner", _ => new Resource(log, "inner"));
        var outer = new StoreKey<Resource>("outer", asked =>
        {
            asked.Get(inner);
            return new Resource(log, "outer");
        });
        store.Set(set, new Resource(log, "set"));
        store.Get(outer);

        store.Dispose();
        store.Dispose();

        Assert.Equal(["outer", "inner"], log);
        Assert.Throws<ObjectDisposedException>(() => store.Get(inner));
        Assert.Throws<ObjectDisposedException>(() => store.Set(set, new Resource(log, "late")));
        Assert.False(store.TryGet(set, out _));
    }

    [Fact]
    public void A_value_that_is_replaced_is_disposed_of_if_a_factory_has_made_it()
    {
        var log = new List<string>();
        using var engine = new Engine();
        var store = new Store(engine);
        var key = new StoreKey<Resource>("key", _ => new Resource(log, "made"));
        var made = store.Get(key);

        store.Set(key, made);
        Assert.Empty(log);
        store.Set(key, new Resource(log, "one"));
        Assert.Equal(["made"], log);
        store.Set(key, new Resource(log, "two"));
        store.Dispose();

        Assert.Equal(["made"], log);
    }

    [Fact]
    public void A_value_that_cannot_be_disposed_of_keeps_no_other_from_it()
    {
        var log = new List<string>();
        using var engine = new Engine();
        var store = new Store(engine);
        store.Get(new StoreKey<Resource>("first", _ => new Resource(log, "first")));
        store.Get(new StoreKey<Resource>("second", _ => new Resource(log, "second", new TimeoutException())));
        store.Get(new StoreKey<Resource>("third", _ => new Resource(log, "third")));

        Assert.Throws<TimeoutException>(store.Dispose);

        Assert.Equal(["third", "second", "first"], log);
        Assert.Throws<ObjectDisposedException>(() => new Memory(store, new MemoryType(new Limits(1, 1))));
    }

    [Fact]
    public void A_value_that_is_made_while_the_store_is_disposed_of_is_disposed_of_too()
    {
        var log = new List<string>();
        using var engine = new Engine();
        using var store = new Store(engine);
        var key = new StoreKey<Resource>("key", asked =>
        {
            asked.Dispose();
            return new Resource(log, "late");
        });

        Assert.Throws<ObjectDisposedException>(() => store.Get(key));

        Assert.Equal(["late"], log);
    }

    [Fact]
    public void The_threads_of_a_program_have_the_same_values_until_the_last_ends()
    {
        var log = new List<string>();
        using var engine = new Engine();
        var store = new Store(engine);
        var thread = store.CreateForThread();
        var key = new StoreKey<Resource>("key", _ => new Resource(log, "made"));
        thread.Set(Text, "set");

        Assert.Equal("set", store.Get(Text));
        Assert.Same(thread.Get(key), store.Get(key));
        store.Dispose();
        Assert.Empty(log);
        Assert.NotNull(thread.Get(key));
        thread.Dispose();

        Assert.Equal(["made"], log);
    }

    [Fact]
    public void Asking_for_a_value_allocates_nothing()
    {
        using var guest = new Guest(Caller, linker => linker.Define("env", "f", (Caller caller) => ++caller.Store.Get(Counts)[0]));
        var run = guest.Get<Func<int>>("run");
        run();

        var allocated = Patience.FewestBytesAllocated(() =>
        {
            for (var call = 0; call < 1000; call++)
            {
                run();
            }
        });

        Assert.Equal(0, allocated);
    }

    private sealed class Resource(List<string> log, string name, Exception? failure = null) : IDisposable
    {
        public void Dispose()
        {
            log.Add(name);
            if (failure is not null)
            {
                throw failure;
            }
        }
    }
}

namespace Lanner.Tests.Saving;

/// <summary>The cache of compiled modules.</summary>
public sealed class CodeCacheTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("lanner-cache-");

    public void Dispose() => _root.Delete(recursive: true);

    private string Folder => Path.Combine(_root.FullName, "cache");

    [Fact]
    public void A_module_that_was_added_comes_from_the_cache()
    {
        var bytes = TextFormat.ToBinary(new Engine(), TextOf(1));
        using (var first = Module.FromBinary(EngineWith(Open()), bytes))
        {
            Assert.False(first.Compiled.IsFromFile);
            Assert.False(first.Engine.Options.Cache!.Contains(first));
            Assert.True(Add(first.Engine.Options.Cache, first));
            Assert.True(first.Engine.Options.Cache.Contains(first));
        }

        using var second = Module.FromBinary(EngineWith(Open()), bytes);

        Assert.True(second.Compiled.IsFromFile);
        Assert.Equal(1, Call(second));
        Assert.Equal(1, Open().Measure().Entries);
        Assert.True(Open().Measure().Bytes > bytes.Length);
    }

    [Fact]
    public void A_module_is_compiled_for_the_cache_behind()
    {
        var cache = new CodeCache(Folder);
        using var module = Module.FromText(EngineWith(cache), TextOf(2));

        Assert.True(SpinWait.SpinUntil(() => cache.Contains(module), Patience.Limit));
        using var second = Module.FromText(EngineWith(cache), TextOf(2));
        Assert.True(second.Compiled.IsFromFile);
        Assert.Equal(2, Call(second));
    }

    [Fact]
    public void Other_options_are_other_entries()
    {
        var cache = Open();
        using var module = Module.FromText(EngineWith(cache), TextOf(3));
        Add(cache, module);

        using var other = Module.FromText(new Engine(new EngineOptions { Cache = cache, Interruptible = true }), TextOf(3));

        Assert.False(other.Compiled.IsFromFile);
        Assert.False(cache.Contains(other));
        Assert.True(Add(cache, other));
        Assert.Equal(2, cache.Measure().Entries);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("changed")]
    [InlineData("empty")]
    [InlineData("foreign")]
    public void An_entry_that_is_of_no_use_is_ignored_and_replaced(string kind)
    {
        var number = 10 + kind.Length;
        var cache = Open();
        var engine = EngineWith(cache);
        using (var module = Module.FromText(engine, TextOf(number)))
        {
            Add(cache, module);
        }

        var entry = Directory.GetFiles(Folder, "*.lanner").Single();
        switch (kind)
        {
            case "cut":
                File.WriteAllBytes(entry, File.ReadAllBytes(entry)[..^100]);
                break;
            case "changed":
                var bytes = File.ReadAllBytes(entry);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(entry, bytes);
                break;
            case "empty":
                File.WriteAllBytes(entry, []);
                break;
            default:
                // The code of another module, under the name of this one.
                using (var other = Module.FromText(engine, TextOf(99)))
                {
                    Add(cache, other);
                    File.Move(Directory.GetFiles(Folder, "*.lanner").Single(file => file != entry), entry, overwrite: true);
                }

                break;
        }

        using var again = Module.FromText(engine, TextOf(number));
        Assert.False(again.Compiled.IsFromFile);
        Assert.Equal(number, Call(again));
        Assert.False(File.Exists(entry));
        Assert.True(Add(cache, again));
        using var third = Module.FromText(engine, TextOf(number));
        Assert.True(third.Compiled.IsFromFile);
        Assert.Equal(number, Call(third));
    }

    /// <summary>The code in the folder becomes part of the process.</summary>
    [Fact]
    public void A_folder_that_others_can_write_to_is_not_used()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }

        var cache = Open();
        using var module = Module.FromText(EngineWith(cache), TextOf(4));
        Add(cache, module);
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | UnixFileMode.OtherWrite);

        var open = Open();
        using var second = Module.FromText(EngineWith(open), TextOf(4));

        Assert.Equal("it belongs to another user, or others can write there", open.Problem);
        Assert.False(second.Compiled.IsFromFile);
        Assert.False(Add(open, second));

        // Also if that becomes so while the cache is in use, and for the file.
        using var third = Module.FromText(EngineWith(cache), TextOf(4));
        Assert.False(third.Compiled.IsFromFile);
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) & ~UnixFileMode.OtherWrite);
        var entry = Directory.GetFiles(Folder, "*.lanner").Single();
        File.SetUnixFileMode(entry, File.GetUnixFileMode(entry) | UnixFileMode.GroupWrite);
        using var fourth = Module.FromText(EngineWith(cache), TextOf(4));
        Assert.False(fourth.Compiled.IsFromFile);
    }

    [Fact]
    public void A_new_folder_is_for_nobody_else()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }

        Open();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_and_not_used()
    {
        var file = Path.Combine(_root.FullName, "file");
        File.WriteAllText(file, "");
        var cache = new CodeCache(Path.Combine(file, "cache"));

        using var module = Module.FromText(EngineWith(cache), TextOf(5));

        Assert.NotNull(cache.Problem);
        Assert.Equal(5, Call(module));
    }

    [Fact]
    public void What_was_of_no_use_for_the_longest_time_goes_first()
    {
        var cache = Open();
        using var first = Module.FromText(EngineWith(cache), TextOf(6));
        using var second = Module.FromText(EngineWith(cache), TextOf(7));
        Add(cache, first);
        Add(cache, second);
        foreach (var file in Directory.GetFiles(Folder, "*.lanner"))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromHours(file == Directory.GetFiles(Folder, "*.lanner")[0] ? 1 : 2));
        }

        // To be used makes an entry younger than the other.
        using (var used = Module.FromText(EngineWith(cache), TextOf(6)))
        {
            Assert.True(used.Compiled.IsFromFile);
        }

        var small = new CodeCache(Folder) { FillsInBackground = false, MaximumBytes = cache.Measure().Bytes * 5 / 4 };
        using var third = Module.FromText(EngineWith(small), TextOf(8));
        Assert.True(Add(small, third));

        Assert.True(cache.Contains(first));
        Assert.False(cache.Contains(second));
        Assert.True(cache.Contains(third));
        Assert.Equal(2, cache.Clear());
        Assert.Equal((0, 0L), cache.Measure());
    }

    [Fact]
    public void Files_of_processes_that_were_killed_are_deleted()
    {
        var cache = Open();
        var left = Path.Combine(Folder, new string('0', 64) + ".lanner.4567.tmp");
        File.WriteAllText(left, "half of it");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow - TimeSpan.FromHours(2));
        using var module = Module.FromText(EngineWith(cache), TextOf(9));

        Add(cache, module);

        Assert.False(File.Exists(left));
    }

    /// <summary>Every run of it would compile all of it again, in vain.</summary>
    [Fact]
    public void What_cannot_be_saved_is_not_tried_again_soon()
    {
        var cache = Open();
        using var module = Module.FromText(EngineWith(cache), $"(module {string.Concat(Enumerable.Repeat("(func)", 65_600))})");

        Assert.Throws<ResourceLimitException>(() => Add(cache, module));
        Assert.False(Add(cache, module));

        // But not for ever.
        File.SetLastWriteTimeUtc(Directory.GetFiles(Folder, "*.failed").Single(), DateTime.UtcNow - TimeSpan.FromDays(2));
        Assert.Throws<ResourceLimitException>(() => Add(cache, module));
    }

    [Fact]
    public async Task Many_threads_with_caches_of_their_own_do_not_disturb_each_other()
    {
        var tasks = Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            var cache = Open();
            for (var round = 0; round < 20; round++)
            {
                using var module = Module.FromText(EngineWith(cache), TextOf(100 + round % 5));
                Assert.Equal(100 + round % 5, Call(module));
                Add(cache, module);
                if (thread == 0 && round % 7 == 0)
                {
                    cache.Clear();
                }
            }
        }));

        await Task.WhenAll(tasks);
    }

    private static bool Add(CodeCache cache, Module module) => cache.Add(module, TestContext.Current.CancellationToken);

    private CodeCache Open() => new(Folder) { FillsInBackground = false };

    private static Engine EngineWith(CodeCache cache) => new(new EngineOptions { Cache = cache });

    private static string TextOf(int number) => $"(module (func (export \"f\") (result i32) (i32.const {number})))";

    private static int Call(Module module)
    {
        using var store = new Store(module.Engine);
        return new Linker(module.Engine).Instantiate(store, module).GetFunction<Func<int>>("f")();
    }
}

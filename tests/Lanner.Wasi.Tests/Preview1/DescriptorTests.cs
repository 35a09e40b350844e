using System.Buffers.Binary;
using System.Text;

namespace Lanner.Wasi.Tests.Preview1;

public sealed class DescriptorTests
{
    private const long AllRights = (1 << 30) - 1;

    [Fact]
    public void Nothing_is_granted_by_default()
    {
        using var guest = new WasiGuest(new WasiContextBuilder());

        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_prestat_get", 3, WasiGuest.Result));
        Assert.Equal(WasiError.BadDescriptor, guest.OpenPath("file", out _));
        Assert.Equal(WasiError.Success, guest.Call("args_sizes_get", 0, 4));
        Assert.Equal((0, 0), (guest.Memory.Read<int>(0), guest.Memory.Read<int>(4)));
        Assert.Equal(WasiError.Success, guest.Call("environ_sizes_get", 0, 4));
        Assert.Equal((0, 0), (guest.Memory.Read<int>(0), guest.Memory.Read<int>(4)));
        Assert.Equal(WasiError.Success, guest.Read(0, 10, out var text));
        Assert.Equal("", text);
        Assert.Equal(WasiError.Success, guest.Write(1, "nobody sees this"));
    }

    [Fact]
    public void Arguments_and_environment_arrive()
    {
        var builder = new WasiContextBuilder { Arguments = ["prog", "ä b"] };
        builder.Environment["KEY"] = "value=1";
        using var guest = new WasiGuest(builder);

        Assert.Equal(WasiError.Success, guest.Call("args_sizes_get", 0, 4));
        Assert.Equal((2, 10), (guest.Memory.Read<int>(0), guest.Memory.Read<int>(4)));
        Assert.Equal(WasiError.Success, guest.Call("args_get", 0, 100));
        Assert.Equal("ä b", guest.Memory.ReadNullTerminatedString(guest.Memory.Read<int>(4)));
        Assert.Equal(WasiError.Success, guest.Call("environ_get", 0, 100));
        Assert.Equal("KEY=value=1", guest.Memory.ReadNullTerminatedString(guest.Memory.Read<int>(0)));
        Assert.Throws<ArgumentException>(() => new WasiContextBuilder { Arguments = ["a\0b"] }.Build());
    }

    [Fact]
    public void Pointers_that_lead_out_of_memory_are_faults()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("file", "content");
        using var guest = new WasiGuest(new WasiContextBuilder { Arguments = ["x"] }.AddFileSystem(files, "/"));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file));

        Assert.Equal(WasiError.Fault, guest.Call("args_get", -4, 0));
        Assert.Equal(WasiError.Fault, guest.Call("fd_read", file, -1, 1, 0));
        guest.SetVector(2 * 65536 - 1, 2);
        Assert.Equal(WasiError.Fault, guest.Call("fd_read", file, 0, 1, WasiGuest.Result));
        guest.SetVector(0, -1);
        Assert.Equal(WasiError.Fault, guest.Call("fd_read", file, 0, 1, WasiGuest.Result));
        Assert.Equal(WasiError.Fault, guest.Call("path_filestat_get", 3, 0, -1, 10, 0));
        Assert.Equal(WasiError.Fault, guest.Call("path_filestat_get", 3, 0, 0, -1, 0));
        Assert.Equal(WasiError.Fault, guest.Call("random_get", -10, 20));
        Assert.Equal(WasiError.Fault, guest.Call("poll_oneoff", 0, 0, 60000, 0));
        Assert.Equal(WasiError.Invalid, guest.Call("fd_read", file, 0, 1025, WasiGuest.Result));
        Assert.Equal(WasiError.Fault, guest.Call("fd_prestat_get", 3, -1));
    }

    [Fact]
    public void Descriptors_are_bounded_by_number_and_the_lowest_is_used_again()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("file", "content");
        using var guest = new WasiGuest(new WasiContextBuilder { MaximumDescriptors = 8 }.AddFileSystem(files, "/"));

        for (var expected = 4; expected < 8; expected++)
        {
            Assert.Equal(WasiError.Success, guest.OpenPath("file", out var descriptor));
            Assert.Equal(expected, descriptor);
        }

        Assert.Equal(WasiError.TooManyOpenFiles, guest.OpenPath("file", out _));
        Assert.Equal(WasiError.TooManyOpenFiles, guest.OpenPath("new", out _, openFlags: 1));
        Assert.False(files.Exists("new"));
        Assert.Equal(WasiError.Success, guest.Call("fd_close", 5));
        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_close", 5));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var again));
        Assert.Equal(5, again);
        Assert.Equal(WasiError.Success, guest.Call("fd_renumber", 7, 4));
        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_renumber", 7, 4));
        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_renumber", 4, 7));
        Assert.Equal(WasiError.Success, guest.Call("fd_renumber", 4, 4));
        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_close", -1));
    }

    [Fact]
    public void Rights_only_shrink_and_are_kept()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("file", "content");
        using var guest = new WasiGuest(new WasiContextBuilder().AddFileSystem(files, "/"));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file, rights: AllRights));

        Assert.Equal(WasiError.Success, guest.Call("fd_fdstat_get", file, WasiGuest.Result));
        var rights = guest.Memory.Read<long>(WasiGuest.Result + 8);
        Assert.Equal(4, guest.Memory.Read<byte>(WasiGuest.Result));
        Assert.NotEqual(0, rights & (1 << 2));
        Assert.Equal(0, guest.Memory.Read<long>(WasiGuest.Result + 16));
        Assert.Equal(WasiError.Success, guest.Call("fd_fdstat_set_rights", file, rights & ~(2L | 1 << 2), 0L));
        Assert.Equal(WasiError.BadDescriptor, guest.Read(file, 10, out _));
        Assert.Equal(WasiError.NotCapable, guest.Call("fd_seek", file, 0L, 0, WasiGuest.Result));
        Assert.Equal(WasiError.NotCapable, guest.Call("fd_fdstat_set_rights", file, rights, 0L));

        // A directory hands on only what it may.
        Assert.Equal(WasiError.Success, guest.Call("fd_fdstat_set_rights", 3, 1L << 13, 2L));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var reader));
        Assert.Equal(WasiError.NotCapable, guest.OpenPath("file", out _, rights: 2 | 64));
        Assert.Equal(WasiError.NotCapable, guest.Call("fd_tell", reader, WasiGuest.Result));
        Assert.Equal(WasiError.NotCapable, guest.Path("path_create_directory", "new"));
        Assert.Equal(WasiError.NotCapable, guest.OpenPath("new", out _, openFlags: 1));
    }

    [Fact]
    public void What_the_host_did_not_allow_looks_as_it_does_on_linux()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("file", "content");
        var builder = new WasiContextBuilder()
            .AddFileSystem(files, "/r", DirectoryRights.ReadOnly).AddFileSystem(files, "/w", DirectoryRights.Write)
            .AddFileSystem(files, "/c", DirectoryRights.Write | DirectoryRights.Create);
        using var guest = new WasiGuest(builder);
        const int reads = 3, writes = 4, creates = 5;

        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.OpenPath("file", out _, reads, rights: 64));
        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.OpenPath("file", out _, reads, openFlags: 8));
        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.OpenPath("new", out _, reads, openFlags: 1));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file, reads, openFlags: 1, rights: 2 | 1 << 23));
        Assert.Equal(WasiError.Exists, guest.OpenPath("file", out _, reads, openFlags: 5));
        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.Call("fd_filestat_set_times", file, 0L, 0L, 2));
        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.Path("path_unlink_file", "file", reads));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out file, writes, rights: 64));
        Assert.Equal(WasiError.Success, guest.Write(file, "CONTENT"));
        Assert.Equal(WasiError.AccessDenied, guest.OpenPath("new", out _, writes, openFlags: 1));
        Assert.Equal(WasiError.AccessDenied, guest.Path("path_create_directory", "new", writes));
        Assert.Equal(WasiError.Success, guest.Path("path_create_directory", "new", creates));
        var length = guest.Memory.WriteString(WasiGuest.Data, "link");
        Assert.Equal(WasiError.NotPermitted, guest.Call("path_symlink", WasiGuest.Data, length, creates, WasiGuest.Data, length));

        // Moving a file to where more is allowed would be a way around.
        length = guest.Memory.WriteString(WasiGuest.Data, "file");
        Assert.NotEqual(WasiError.Success, guest.Call("path_rename", reads, WasiGuest.Data, length, creates, WasiGuest.Data, length));
        Assert.Equal("CONTENT", Encoding.UTF8.GetString(files.ReadFile("file")));
    }

    [Fact]
    public void Entries_go_on_where_they_stopped_while_the_directory_changes()
    {
        using var sandbox = new Files.Sandbox();
        foreach (var fileSystem in (IEnumerable<FileSystem>)(OperatingSystem.IsLinux()
            ? [new InMemoryFileSystem(), new HostDirectory(sandbox.Inside)]
            : [new InMemoryFileSystem()]))
        {
            using var guest = new WasiGuest(new WasiContextBuilder().AddFileSystem(fileSystem, "/"));
            var names = Enumerable.Range(0, 300).Select(number => $"file-{number}").ToList();
            foreach (var name in names)
            {
                Assert.Equal(WasiError.Success, guest.OpenPath(name, out var file, openFlags: 1));
                guest.Call("fd_close", file);
            }

            var seen = new List<string>();
            var removed = new List<string>();
            var cookie = 0L;
            while (ReadEntries(guest, cookie) is { Count: > 0 } entries)
            {
                seen.AddRange(entries.Select(entry => entry.Name));
                cookie = entries[^1].Next;

                // What was seen goes; what comes may be seen or not, but nothing else twice or never.
                foreach (var entry in entries.Where(entry => entry.Name[0] == 'f'))
                {
                    Assert.Equal(WasiError.Success, guest.Path("path_unlink_file", entry.Name));
                    removed.Add(entry.Name);
                }

                Assert.Equal(WasiError.Success, guest.OpenPath($"new-{removed.Count}", out var added, openFlags: 1));
                guest.Call("fd_close", added);
            }

            Assert.Equal(names.Order(), removed.Order());
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Equal([".", ".."], seen.Where(name => name[0] == '.').Order());
        }
    }

    private static List<(string Name, long Next)> ReadEntries(WasiGuest guest, long cookie)
    {
        const int size = 300;
        Assert.Equal(WasiError.Success, guest.Call("fd_readdir", 3, WasiGuest.MoreData, size, cookie, WasiGuest.Result));
        var bytes = guest.Memory.GetSpan(WasiGuest.MoreData, guest.Result32);
        var entries = new List<(string, long)>();
        while (bytes.Length >= 24)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
            if (bytes.Length < 24 + length)
            {
                break;
            }

            entries.Add((Encoding.UTF8.GetString(bytes.Slice(24, length)), BinaryPrimitives.ReadInt64LittleEndian(bytes)));
            bytes = bytes[(24 + length)..];
        }

        return entries;
    }
}

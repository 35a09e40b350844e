using Lanner.Components;
using static Lanner.Wasi.Tests.Preview2.FilesystemGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>The use of names, by <c>wasi:filesystem</c>, and what is known about what they name.</summary>
public sealed class FilePathTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_are_opened_as_the_flags_say(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        Assert.Equal("no-entry", guest.OpenError(guest.Root, "file", [], "read"));
        guest.Write("file", "content");
        Assert.Equal("exist", guest.OpenError(guest.Root, "file", ["create", "exclusive"], "write"));
        Assert.Equal("not-directory", guest.OpenError(guest.Root, "file", ["directory"], "read"));
        Assert.Equal("is-directory", guest.OpenError(guest.Root, ".", [], "write"));
        guest.Open("file", ["truncate"], "write").Dispose();
        Assert.Equal("", guest.Read("file"));
        Assert.Equal(["read", "write"], Flags(guest, guest.Open("file", [], "read", "write")));
        Assert.Equal(["write", "data-integrity-sync"], Flags(guest, guest.Open("file", [], "write", "data-integrity-sync")));
        Assert.Equal(["read"], Flags(guest, guest.Open("file", [])));
        Assert.Equal(["read", "mutate-directory"], Flags(guest, guest.Root));
        Assert.Equal("regular-file", guest.Get(guest.Open("file", []), "get-type").AsEnum());
        Assert.Equal("directory", guest.Get(guest.Open(".", ["directory"], "read"), "get-type").AsEnum());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Links_are_followed_where_the_flags_say_so(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Write("file", "content");
        guest.Get(guest.Root, "symlink-at", String("file"), String("link"));
        Assert.Equal("content", guest.Read("link"));
        Assert.Equal(
            "loop",
            guest.Call(guest.Root, "open-at", Follow(false), String("link"), ComponentValue.FromFlags(), ComponentValue.FromFlags("read"))
                .Error);
        Assert.Equal("file", guest.Get(guest.Root, "readlink-at", String("link")).AsString());
        Assert.Equal("invalid", guest.Call(guest.Root, "readlink-at", String("file")).Error);
        Assert.Equal("symbolic-link", Status(guest, "link", follow: false).GetField("type").AsEnum());
        Assert.Equal("regular-file", Status(guest, "link", follow: true).GetField("type").AsEnum());
        Assert.Equal("not-permitted", guest.Call(guest.Root, "symlink-at", String("/etc/passwd"), String("other")).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Names_are_made_moved_and_removed(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Get(guest.Root, "create-directory-at", String("folder"));
        Assert.Equal("exist", guest.Call(guest.Root, "create-directory-at", String("folder")).Error);
        using var folder = guest.Open("folder", ["directory"], "read");
        guest.Write("file", "content");
        guest.Get(guest.Root, "rename-at", String("file"), ComponentValue.FromBorrow(folder), String("moved"));
        Assert.Equal("content", guest.Read("folder/moved"));
        Assert.Equal("no-entry", guest.OpenError(guest.Root, "file", [], "read"));
        guest.Get(folder, "link-at", Follow(false), String("moved"), ComponentValue.FromBorrow(guest.Root), String("again"));
        Assert.Equal(2ul, Status(guest, "again").GetField("link-count").AsU64());
        Assert.Equal("not-empty", guest.Call(guest.Root, "remove-directory-at", String("folder")).Error);
        Assert.Equal("is-directory", guest.Call(guest.Root, "unlink-file-at", String("folder")).Error);
        Assert.Equal("not-directory", guest.Call(guest.Root, "remove-directory-at", String("again")).Error);
        guest.Get(folder, "unlink-file-at", String("moved"));
        guest.Get(guest.Root, "remove-directory-at", String("folder"));
        Assert.Equal("no-entry", guest.OpenError(guest.Root, "folder", [], "read"));
        using var file = guest.Open("again", [], "read");
        Assert.Equal(
            "not-directory",
            guest.Call(guest.Root, "rename-at", String("again"), ComponentValue.FromBorrow(file), String("x")).Error);
        Assert.Equal(
            "not-directory",
            guest.Call(guest.Root, "link-at", Follow(false), String("again"), ComponentValue.FromBorrow(file), String("x")).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Status_tells_size_kind_links_and_times(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Write("file", "content");
        using var file = guest.Open("file", [], "read", "write");
        guest.Get(file, "set-times", Timestamp(1, 2), Timestamp(3, 4));
        var status = guest.Get(file, "stat");
        Assert.Equal(
            ("regular-file", 1ul, 7ul),
            (status.GetField("type").AsEnum(), status.GetField("link-count").AsU64(), status.GetField("size").AsU64()));
        Assert.Equal((1ul, 2u), Time(status, "data-access-timestamp"));
        Assert.Equal((3ul, 4u), Time(status, "data-modification-timestamp"));
        Assert.NotEqual((0ul, 0u), Time(status, "status-change-timestamp"));
        guest.Get(
            guest.Root, "set-times-at", Follow(), String("file"),
            ComponentValue.FromVariant("no-change"), ComponentValue.FromVariant("now"));
        status = Status(guest, "file");
        Assert.Equal((1ul, 2u), Time(status, "data-access-timestamp"));
        Assert.InRange(Time(status, "data-modification-timestamp").Seconds, 1_600_000_000ul, ulong.MaxValue);
        Assert.Equal("overflow", guest.Call(file, "set-times", Timestamp(ulong.MaxValue, 0), Timestamp(0, 0)).Error);
        Assert.Equal("overflow", guest.Call(file, "set-times", Timestamp(0, 1_000_000_000), Timestamp(0, 0)).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hashes_and_identity_tell_files_apart_and_changes(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Write("one", "a");
        guest.Write("other", "b");
        using var file = guest.Open("one", [], "read", "write");
        using var same = guest.Open("one", [], "read");
        using var other = guest.Open("other", [], "read");
        Assert.True(IsSame(guest, file, same));
        Assert.False(IsSame(guest, file, other));
        Assert.True(IsSame(guest, guest.Root, guest.Limited));
        var hash = guest.Get(file, "metadata-hash");
        Assert.Equal(hash, guest.Get(guest.Root, "metadata-hash-at", Follow(), String("one")));
        Assert.NotEqual(hash, guest.Get(other, "metadata-hash"));
        guest.Get(file, "set-size", U64(100));
        Assert.NotEqual(hash, guest.Get(same, "metadata-hash"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_path_leads_out(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        foreach (var path in new[] { "..", "../outside/secret", "/etc/passwd", "a/../../outside" })
        {
            guest.Call(guest.Root, "create-directory-at", String("a"));
            Assert.Equal("not-permitted", guest.OpenError(guest.Root, path, [], "read"));
            Assert.Equal("not-permitted", guest.Call(guest.Root, "stat-at", Follow(), String(path)).Error);
        }

        Assert.Equal("no-entry", guest.Call(guest.Root, "stat-at", Follow(), String("")).Error);
        Assert.Equal("invalid", guest.Call(guest.Root, "stat-at", Follow(), String("a\0b")).Error);
        Assert.Equal("name-too-long", guest.Call(guest.Root, "stat-at", Follow(), String(new string('a', 4096))).Error);
        Assert.Equal("name-too-long", guest.Call(guest.Root, "stat-at", Follow(), String(new string('ä', 100_000))).Error);
        Assert.NotNull(guest.Guest.Context.MissingPath);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_directory_to_be_read_only_is(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost, DirectoryRights.ReadOnly);
        guest.Write("file", "content");
        Assert.Equal(["read"], Flags(guest, guest.Limited));
        Assert.Equal("read-only", guest.OpenError(guest.Limited, "file", [], "write"));
        Assert.Equal("read-only", guest.OpenError(guest.Limited, "file", ["create"], "read"));
        Assert.Equal("read-only", guest.OpenError(guest.Limited, "file", ["truncate"], "read"));
        Assert.Equal("read-only", guest.OpenError(guest.Limited, ".", [], "read", "mutate-directory"));
        Assert.Null(guest.OpenError(guest.Limited, "file", [], "read"));
        Assert.Equal("read-only", guest.Call(guest.Limited, "create-directory-at", String("a")).Error);
        Assert.Equal("read-only", guest.Call(guest.Limited, "unlink-file-at", String("file")).Error);
        Assert.Equal(
            "read-only",
            guest.Call(guest.Limited, "set-times-at", Follow(), String("file"), Timestamp(0, 0), Timestamp(0, 0)).Error);
        Assert.Equal("content", guest.Read("file"));
    }

    [Fact]
    public void The_number_of_open_files_is_bounded()
    {
        using var guest = new FilesystemGuest(onHost: true, maximumDescriptors: 10);
        guest.Write("file", "");
        var files = Enumerable.Range(0, 10).Select(_ => guest.Open("file", [], "read")).ToList();
        Assert.Equal("quota", guest.OpenError(guest.Root, "file", [], "read"));
        files[0].Dispose();
        Assert.Null(guest.OpenError(guest.Root, "file", [], "read"));
    }

    private static IReadOnlyList<string> Flags(FilesystemGuest guest, ComponentResource descriptor) =>
        guest.Get(descriptor, "get-flags").AsFlags();

    private static ComponentValue Status(FilesystemGuest guest, string path, bool follow = true) =>
        guest.Get(guest.Root, "stat-at", Follow(follow), String(path));

    private static bool IsSame(FilesystemGuest guest, ComponentResource one, ComponentResource other) => guest.Guest.Call(
        Types, "[method]descriptor.is-same-object", ComponentValue.FromBorrow(one), ComponentValue.FromBorrow(other))!.Value.AsBool();

    private static ComponentValue Timestamp(ulong seconds, uint nanoseconds) => ComponentValue.FromVariant(
        "timestamp",
        ComponentValue.FromRecord(("seconds", U64(seconds)), ("nanoseconds", ComponentValue.FromU32(nanoseconds))));

    private static (ulong Seconds, uint Nanoseconds) Time(ComponentValue status, string field)
    {
        var time = status.GetField(field).AsOption()!.Value;
        return (time.GetField("seconds").AsU64(), time.GetField("nanoseconds").AsU32());
    }
}

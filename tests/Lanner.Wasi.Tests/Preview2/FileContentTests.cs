using Lanner.Components;
using static Lanner.Wasi.Tests.Preview2.FilesystemGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>The content of files and directories, by <c>wasi:filesystem</c>.</summary>
public sealed class FileContentTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_are_read_and_written_at_offsets(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        using var file = guest.Open("file", ["create"], "read", "write");
        Assert.Equal(5ul, guest.Get(file, "write", Bytes("hello"), U64(3)).AsU64());
        var read = guest.Get(file, "read", U64(6), U64(1)).AsList();
        Assert.Equal(("\0\0hell", false), (TextOf(read[0]), read[1].AsBool()));
        read = guest.Get(file, "read", U64(ulong.MaxValue), U64(7)).AsList();
        Assert.Equal(("o", true), (TextOf(read[0]), read[1].AsBool()));
        read = guest.Get(file, "read", U64(10), U64(100)).AsList();
        Assert.Equal(("", true), (TextOf(read[0]), read[1].AsBool()));
        Assert.Equal("invalid", guest.Call(file, "read", U64(1), U64(ulong.MaxValue)).Error);
        Assert.Equal("invalid", guest.Call(file, "write", Bytes("a"), U64(ulong.MaxValue)).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Streams_go_on_from_an_offset_and_outlive_the_descriptor(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Write("file", "0123456789");
        var file = guest.Open("file", [], "read", "write");
        var input = guest.Get(file, "read-via-stream", U64(2)).AsResource();
        var output = guest.Get(file, "write-via-stream", U64(4)).AsResource();
        file.Dispose();
        Assert.Equal("23", Read(guest, input, 2));
        Assert.False(guest.Guest.Stream("output-stream.blocking-write-and-flush", output, Bytes("ab")).IsError);
        Assert.False(guest.Guest.Stream("output-stream.blocking-write-and-flush", output, Bytes("cd")).IsError);
        Assert.Equal("abcd89", Read(guest, input, 100));
        Assert.Equal("closed", guest.Guest.Stream("input-stream.read", input, U64(1)).Value!.Value.AsVariant().Label);
        Assert.True(guest.Guest.IsReady(guest.Guest.Subscribe("output-stream", output)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Appending_writes_to_the_end_as_it_is_at_each_write(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Write("file", "one");
        using var file = guest.Open("file", [], "write");
        var output = guest.Get(file, "append-via-stream").AsResource();
        guest.Guest.Stream("output-stream.blocking-write-and-flush", output, Bytes(" two"));
        guest.Get(file, "set-size", U64(1));
        guest.Guest.Stream("output-stream.blocking-write-and-flush", output, Bytes(" three"));
        Assert.Equal("o three", guest.Read("file"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_not_opened_for_it_is_refused(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Write("file", "content");
        using var reader = guest.Open("file", [], "read");
        Assert.Equal("bad-descriptor", guest.Call(reader, "write", Bytes("a"), U64(0)).Error);
        Assert.Equal("bad-descriptor", guest.Call(reader, "write-via-stream", U64(0)).Error);
        Assert.Equal("bad-descriptor", guest.Call(reader, "append-via-stream").Error);
        Assert.Equal("invalid", guest.Call(reader, "set-size", U64(0)).Error);
        Assert.Equal("not-directory", guest.Call(reader, "read-directory").Error);
        Assert.Equal("not-directory", guest.Call(reader, "create-directory-at", String("a")).Error);
        using var writer = guest.Open("file", [], "write");
        Assert.Equal("bad-descriptor", guest.Call(writer, "read", U64(1), U64(0)).Error);
        Assert.Equal("bad-descriptor", guest.Call(writer, "read-via-stream", U64(0)).Error);
        Assert.Equal("is-directory", guest.Call(guest.Root, "read", U64(1), U64(0)).Error);
        Assert.Equal("is-directory", guest.Call(guest.Root, "read-via-stream", U64(0)).Error);
        Assert.Equal("bad-descriptor", guest.Call(guest.Root, "write", Bytes("a"), U64(0)).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Size_advice_and_synchronisation(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        using var file = guest.Open("file", ["create"], "read", "write");
        guest.Get(file, "set-size", U64(3));
        Assert.Equal("\0\0\0", guest.Read("file"));
        Assert.Equal("invalid", guest.Call(file, "set-size", U64(ulong.MaxValue)).Error);
        foreach (var advice in new[] { "normal", "sequential", "random", "will-need", "dont-need", "no-reuse" })
        {
            guest.Get(file, "advise", U64(0), U64(3), ComponentValue.FromEnum(advice));
        }

        guest.Get(file, "sync");
        guest.Get(file, "sync-data");
        guest.Get(guest.Root, "sync");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Directories_are_read_entry_by_entry_by_any_number_at_once(bool onHost)
    {
        using var guest = new FilesystemGuest(onHost);
        guest.Write("a", "");
        guest.Get(guest.Root, "create-directory-at", String("b"));
        guest.Get(guest.Root, "symlink-at", String("a"), String("c"));
        var (one, other) = (OpenEntries(guest), OpenEntries(guest));
        Assert.NotNull(Next(guest, one));
        var entries = new List<(string, string)>();
        while (Next(guest, other) is { } entry)
        {
            entries.Add((entry.GetField("name").AsString(), entry.GetField("type").AsEnum()));
        }

        Assert.Equal([("a", "regular-file"), ("b", "directory"), ("c", "symbolic-link")], entries.Order());
        Assert.NotNull(Next(guest, one));
        Assert.NotNull(Next(guest, one));
        Assert.Null(Next(guest, one));
        Assert.Null(Next(guest, one));
    }

    [Fact]
    public void A_stream_that_fails_says_the_error_of_the_file_system()
    {
        using var guest = new FilesystemGuest(onHost: false);
        using var file = guest.Open("file", ["create"], "write");
        var output = guest.Get(file, "write-via-stream", U64(ulong.MaxValue)).AsResource();
        guest.Guest.Stream("output-stream.check-write", output);
        var failed = guest.Guest.Stream("output-stream.write", output, Bytes("a")).Value!.Value.AsVariant();
        Assert.Equal("last-operation-failed", failed.Label);
        var code = guest.Guest.Call(Types, "filesystem-error-code", ComponentValue.FromBorrow(failed.Value!.Value.AsResource()));
        Assert.Equal("invalid", code!.Value.AsOption()!.Value.AsEnum());
    }

    [Fact]
    public void Errors_of_other_streams_are_none_of_a_file_system()
    {
        using var guest = new FilesystemGuest(onHost: false);
        var failure = new Lanner.Wasi.Preview2.Io.IoFailure("elsewhere");
        var error = guest.Guest.Context.Resources.Add(
            Lanner.Wasi.Preview2.ResourceTypes.Error, new Lanner.Wasi.Preview2.Io.IoError(failure)).AsResource();
        Assert.Null(guest.Guest.Call(Types, "filesystem-error-code", ComponentValue.FromBorrow(error))!.Value.AsOption());
    }

    private static string Read(FilesystemGuest guest, ComponentResource input, ulong length) =>
        TextOf(guest.Guest.Stream("input-stream.blocking-read", input, U64(length)).Value!.Value);

    private static ComponentResource OpenEntries(FilesystemGuest guest) => guest.Get(guest.Root, "read-directory").AsResource();

    private static ComponentValue? Next(FilesystemGuest guest, ComponentResource entries)
    {
        var (isError, value) = guest.Guest.Call(
            Types, "[method]directory-entry-stream.read-directory-entry", ComponentValue.FromBorrow(entries))!.Value.AsResult();
        Assert.False(isError);
        return value!.Value.AsOption();
    }
}

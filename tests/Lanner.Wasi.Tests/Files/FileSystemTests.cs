using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Tests.Files;

public sealed class FileSystemTests
{
    [Fact]
    public void What_a_guest_writes_in_memory_the_host_reads()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("/folder/in", "from the host");
        using var root = files.OpenRoot();

        Assert.Equal("from the host", root.ReadText("folder/in"));
        root.WriteText("folder/out", "from the guest");
        Assert.Equal("from the guest", Encoding.UTF8.GetString(files.ReadFile("folder/out")));
        Assert.Equal(["in", "out"], files.ListDirectory("folder"));
        Assert.True(files.Exists("folder"));
        Assert.Throws<FileNotFoundException>(() => files.ReadFile("folder"));
        Assert.Throws<InvalidDataException>(() => files.WriteFile("../x", ""));
        Assert.Throws<IOException>(() => files.WriteFile("folder/in/x", ""));
    }

    [Fact]
    public void Memory_is_bounded_and_given_back()
    {
        var files = new InMemoryFileSystem(100_000);
        using var root = files.OpenRoot();
        for (var round = 0; round < 20; round++)
        {
            using (var file = root.OpenFile("big", OpenFlags.Write | OpenFlags.Create))
            {
                var total = 0ul;
                WasiError error;
                while ((error = file.WriteText(new string('x', 5000), out var count)) == WasiError.Success)
                {
                    total += count;
                }

                Assert.Equal(WasiError.NoSpace, error);
                Assert.InRange(total, 60_000ul, 100_000ul);
                Assert.Equal(WasiError.NoSpace, file.Allocate(0, 1ul << 40));
                Assert.Equal(WasiError.Success, root.Unlink("big"u8));

                // What is open lives on without its name.
                Assert.Equal(WasiError.Success, file.GetStatus(out var status));
                Assert.Equal((0ul, total), (status.Links, status.Size));
            }

            for (var number = 0; number < 150; number++)
            {
                Assert.Equal(WasiError.Success, root.CreateDirectory($"d{number}".Utf8()));
            }

            for (var number = 0; number < 150; number++)
            {
                Assert.Equal(WasiError.Success, root.RemoveDirectory($"d{number}".Utf8()));
            }
        }
    }

    [Fact]
    public void Holes_take_no_memory_and_read_as_zero()
    {
        var files = new InMemoryFileSystem(100_000);
        using var root = files.OpenRoot();
        using var file = root.OpenFile("sparse", OpenFlags.Read | OpenFlags.Write | OpenFlags.Create);

        Assert.Equal(WasiError.Success, file.SetSize(1ul << 50));
        Assert.Equal(WasiError.Success, file.Seek(-3, SeekOrigin.End, out _));
        Assert.Equal(WasiError.Success, file.WriteText("end", out _));
        Assert.Equal(WasiError.Success, file.Seek(-5, SeekOrigin.End, out _));
        Assert.Equal("\0\0end", file.ReadText());
        Assert.Equal(WasiError.Success, file.SetSize(1ul << 40));
        Assert.Equal(WasiError.Success, file.SetSize(1ul << 50));
        Assert.Equal(WasiError.Success, file.Seek(-5, SeekOrigin.End, out _));
        Assert.Equal("\0\0\0\0\0", file.ReadText());
    }

    [Fact]
    public void Zip_archives_are_read()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "folder/file.txt", "packed");
            Write(archive, "big", new string('x', 100_000));
            archive.CreateEntry("empty/");
            var link = archive.CreateEntry("link");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var content = link.Open();
            content.Write("folder/file.txt"u8);
        }

        using var files = ArchiveFileSystem.OpenZip(stream);
        using var root = files.OpenRoot();

        Assert.Equal("packed", root.ReadText("folder/file.txt"));
        Assert.Equal("packed", root.ReadText("link"));
        Assert.Equal(100_000, root.ReadText("big").Length);
        Assert.Equal([".", "..", "folder", "big", "empty", "link"], root.ListNames());
        Assert.Equal(WasiError.ReadOnlyFileSystem, root.Unlink("big"u8));
        Assert.Equal(WasiError.ReadOnlyFileSystem, root.Open("new"u8, OpenFlags.Write | OpenFlags.Create, FileFlags.None, out _));
        Assert.Equal(WasiError.ReadOnlyFileSystem, root.Open("big"u8, OpenFlags.Write, FileFlags.None, out _));
    }

    [Fact]
    public void Archives_cannot_take_more_than_allowed_nor_name_what_is_outside()
    {
        var bomb = new MemoryStream();
        using (var archive = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "bomb", new string('x', 10_000_000));
        }

        using var files = ArchiveFileSystem.OpenZip(bomb, maximumBytes: 1_000_000);
        using var file = files.OpenRoot().OpenFile("bomb");
        unsafe
        {
            var place = stackalloc byte[10];
            var vector = new IoVector(place, 10);
            Assert.Equal(WasiError.NoMemory, file.Read(new ReadOnlySpan<IoVector>(in vector), default, out _));
        }

        var evil = new MemoryStream();
        using (var archive = new ZipArchive(evil, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "../../etc/passwd", "");
        }

        Assert.Throws<InvalidDataException>(() => ArchiveFileSystem.OpenZip(evil));
        Assert.Throws<InvalidDataException>(() => ArchiveFileSystem.OpenZip(new MemoryStream(new byte[100])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tar_archives_are_read(bool isPacked)
    {
        var stream = new MemoryStream();
        using (var packer = isPacked ? new GZipStream(stream, CompressionMode.Compress, leaveOpen: true) : (Stream)stream)
        using (var writer = new TarWriter(packer, leaveOpen: true))
        {
            writer.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, "folder/file") { DataStream = new MemoryStream("content"u8.ToArray()) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "folder/file" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "same") { LinkName = "folder/file" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "out") { LinkName = "/etc/passwd" });
            packer.Flush();
        }

        using var files = ArchiveFileSystem.ReadTar(new MemoryStream(stream.ToArray()));
        using var root = files.OpenRoot();

        Assert.Equal("content", root.ReadText("link"));
        Assert.Equal("content", root.ReadText("same"));
        Assert.Equal(WasiError.NotPermitted, root.Open("out"u8, OpenFlags.Read | OpenFlags.FollowLinks, FileFlags.None, out _));
    }

    [Fact]
    public void Resources_of_an_assembly_are_files()
    {
        using var files = ArchiveFileSystem.FromResources(typeof(FileSystemTests).Assembly, "data/");
        using var root = files.OpenRoot();

        Assert.Equal("embedded\n", root.ReadText("folder/greeting.txt"));
    }

    [Fact]
    public void Overlays_show_the_upper_layer_first_and_change_none()
    {
        var lower = new InMemoryFileSystem();
        lower.WriteFile("both", "lower");
        lower.WriteFile("folder/lower", "only below");
        lower.WriteFile("hidden/file", "nobody sees this");
        var upper = new InMemoryFileSystem();
        upper.WriteFile("both", "upper");
        upper.WriteFile("folder/upper", "only above");
        upper.WriteFile("hidden", "a file in the place of a directory");
        var overlay = new OverlayFileSystem([upper, lower]);
        using var root = overlay.OpenRoot();

        Assert.Equal("upper", root.ReadText("both"));
        Assert.Equal([".", "..", "lower", "upper"], root.OpenDirectory("folder").ListNames().Order());
        Assert.Equal(WasiError.NotDirectory, root.GetStatus("hidden/file"u8, follow: true, out _));

        using (var file = root.OpenFile("folder/lower", OpenFlags.Read | OpenFlags.Write))
        {
            Assert.Equal(WasiError.Success, file.Seek(5, SeekOrigin.Begin, out _));
            Assert.Equal(WasiError.Success, file.WriteText("ABOVE", out _));
        }

        Assert.Equal("only ABOVE", root.ReadText("folder/lower"));
        Assert.Equal(WasiError.Success, root.Rename("folder"u8, root, "moved"u8));
        Assert.Equal("only above", root.ReadText("moved/upper"));
        Assert.Equal(WasiError.Success, root.Unlink("both"u8));
        Assert.Equal(WasiError.NoEntry, root.GetStatus("both"u8, follow: true, out _));
        Assert.Equal("only below", Encoding.UTF8.GetString(lower.ReadFile("folder/lower")));
        Assert.Equal("upper", Encoding.UTF8.GetString(upper.ReadFile("both")));
    }

    [Fact]
    public void An_overlay_over_a_directory_of_the_host_leaves_it_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = new Sandbox();
        using var root = new OverlayFileSystem([new HostDirectory(sandbox.Outside)]).OpenRoot();

        Assert.Equal(Sandbox.Secret, root.ReadText("link"));
        root.WriteText("secret", "changed");
        root.WriteText("folder/new", "made");
        Assert.Equal("changed", root.ReadText("link"));
        sandbox.AssertOutsideIsUntouched();
    }

    private static void Write(ZipArchive archive, string name, string content)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(content.Utf8());
    }
}

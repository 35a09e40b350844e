using System.Diagnostics;
using System.Text;
using Lanner.Wasi.Preview1;
using Lanner.Wasi.Tests.Files;

namespace Lanner.Wasi.Tests.Preview1;

/// <summary>Ways out of a directory that need more than one path: links made by the guest, things moved between directories, descriptors
/// given other numbers, and files that are none. As guests try them, by the functions of WASI 0.1; <see cref="EscapeTests"/> has the ways
/// that a single path can take.</summary>
public sealed class WaysOutTests
{
    private const long AllRights = (long)Rights.All;
    private const int First = 3, Second = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Links_to_absolute_targets_cannot_be_made_nor_links_to_what_is_outside(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var guest = Open(sandbox, walks);

        Assert.Equal(WasiError.NotPermitted, Symlink(guest, "/etc/passwd", "link"));
        Assert.Equal(WasiError.NotPermitted, Symlink(guest, "/", "link"));
        Assert.Equal(WasiError.NotPermitted, Symlink(guest, sandbox.Outside, "link"));
        Assert.Equal(WasiError.IllegalSequence, Symlink(guest, "\xC0\xAE\xC0\xAE/outside", "link", Encoding.Latin1));
        Assert.Equal(WasiError.Invalid, Symlink(guest, "file\0/../../outside", "link"));
        Assert.Equal(WasiError.NoEntry, Symlink(guest, "", "link"));
        Assert.Equal(WasiError.NotPermitted, Symlink(guest, "/etc/passwd", ""));
        Assert.NotEqual(WasiError.Success, Link(guest, First, sandbox.Outside + "/secret", First, "link"));
        Assert.NotEqual(WasiError.Success, Link(guest, First, "../../outside/secret", First, "link"));
        Assert.NotEqual(WasiError.Success, Link(guest, First, "file", First, "/link"));
        Assert.NotEqual(WasiError.Success, Link(guest, First, "file", First, sandbox.Outside + "/link"));
        Assert.NotEqual(WasiError.Success, Rename(guest, First, "file", First, sandbox.Outside + "/file"));

        // One that leads out by ".." can be made, as on Linux; it leads the guest nowhere.
        Assert.Equal(WasiError.Success, Symlink(guest, "../../outside/secret", "link"));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("link", out _));
        sandbox.AssertOutsideIsUntouched();
    }

    /// <summary>A link that stays within where it is made, and a directory that is open, are moved to where ".." leads out.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_moved_between_directories_leads_no_further_than_its_new_place(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var guest = Open(sandbox, walks);
        Assert.Equal(WasiError.Success, Symlink(guest, "../../../outside/secret", "a/b/link"));
        Assert.Equal(
            WasiError.Success, guest.OpenPath("a/b", out var deep, openFlags: 2, rights: (long)Rights.Directory, inheriting: AllRights));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("a/b/link", out _));

        Assert.Equal(WasiError.Success, Rename(guest, First, "a/b", Second, "b"));

        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("b/link", out _, Second));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("link", out _, deep));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("..", out _, deep, openFlags: 2));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("../../outside/secret", out _, deep));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("b/../..", out _, Second, openFlags: 2));

        // A hard link to a link is a link in another place.
        Assert.Equal(WasiError.Success, Link(guest, Second, "b/link", First, "link"));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("link", out _));
        sandbox.AssertOutsideIsUntouched();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cannot_be_moved_or_linked_to_where_more_is_allowed(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var guest = Open(sandbox, walks, DirectoryRights.ReadOnly);

        Assert.NotEqual(WasiError.Success, Link(guest, First, "file", Second, "taken"));
        Assert.NotEqual(WasiError.Success, Rename(guest, First, "file", Second, "taken"));
        Assert.NotEqual(WasiError.Success, Link(guest, Second, "other", First, "given"));
        Assert.NotEqual(WasiError.Success, Rename(guest, Second, "other", First, "given"));

        // Nor can what is opened below it be written to by way of a directory opened on the way, or of rights asked for.
        Assert.Equal(
            WasiError.Success, guest.OpenPath("a", out var below, openFlags: 2, rights: (long)Rights.Directory, inheriting: AllRights));
        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.OpenPath("new", out _, below, openFlags: 1, rights: AllRights));
        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.OpenPath("file", out _, rights: AllRights));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file));
        Assert.NotEqual(WasiError.Success, guest.Write(file, "x"));
        Assert.NotEqual(WasiError.Success, guest.Call("fd_filestat_set_size", file, 0L));
        Assert.NotEqual(WasiError.Success, guest.Call("fd_allocate", file, 0L, 100L));
        Assert.Equal("file", File.ReadAllText(Path.Combine(sandbox.Inside, "first", "file")));
    }

    /// <summary>With the number of a granted directory, another descriptor is still what it was: its own directory, rights and
    /// name.</summary>
    [Fact]
    public void A_descriptor_that_takes_the_number_of_a_granted_directory_stays_what_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var guest = Open(sandbox, walks: false, DirectoryRights.ReadOnly);

        // The directory that may be written to gets the number of the one that may not, and the other way round by way of a third.
        Assert.Equal(
            WasiError.Success, guest.OpenPath("a", out var below, openFlags: 2, rights: (long)Rights.Directory, inheriting: AllRights));
        Assert.Equal(WasiError.Success, guest.Call("fd_renumber", below, Second));

        Assert.Equal(WasiError.ReadOnlyFileSystem, guest.OpenPath("new", out _, Second, openFlags: 1, rights: AllRights));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("../file", out _, Second));
        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_prestat_get", Second, WasiGuest.Result));
        Assert.Equal(WasiError.BadDescriptor, guest.Call("fd_prestat_get", below, WasiGuest.Result));

        Assert.Equal(WasiError.Success, guest.Call("fd_renumber", First, 0));
        Assert.Equal(WasiError.NotPermitted, guest.OpenPath("../second/other", out _, 0));
        Assert.Equal(WasiError.Success, guest.Call("fd_prestat_dir_name", 0, WasiGuest.Data, 6));
        Assert.Equal("/first", guest.Memory.ReadString(WasiGuest.Data, 6));
        Assert.Equal(WasiError.BadDescriptor, guest.OpenPath("file", out _, First));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Links_of_the_kernel_that_lead_to_open_files_are_not_followed(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var secret = File.OpenRead(WriteTemporary(out var path));
        using var guest = new WasiGuest(new WasiContextBuilder().AddFileSystem(new HostDirectory("/proc", walks), "/proc"));
        var number = (int)secret.SafeFileHandle.DangerousGetHandle();

        foreach (var way in (string[])[$"self/fd/{number}", $"self/fd/{number}/", "self/root", "self/root/etc/passwd", "self/cwd",
            "self/exe", "thread-self/root/etc", $"{Environment.ProcessId}/fd/{number}"])
        {
            Assert.NotEqual(WasiError.Success, guest.OpenPath(way, out _));
            Assert.NotEqual(WasiError.Success, guest.OpenPath(way, out _, openFlags: 2));
        }

        // Links of names are followed: /proc/self is one.
        Assert.Equal(WasiError.Success, guest.OpenPath("self/status", out _));
        File.Delete(path);
    }

    /// <summary>Pipes and devices in a granted directory: opening one does not wait, and reading can be interrupted by a
    /// deadline.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pipes_and_devices_hold_nobody_up_beyond_a_deadline(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        var pipe = Path.Combine(sandbox.Inside, "first", "pipe");
        Native.MakePipe(pipe);
        using var guest = Open(sandbox, walks, isInterruptible: true);

        Assert.Equal(WasiError.NoSuchDevice, guest.OpenPath("pipe", out _, rights: 64));
        Assert.Equal(WasiError.Success, guest.OpenPath("pipe", out var reader));
        Assert.Equal(WasiError.Success, guest.OpenPath("pipe", out var writer, rights: 64));
        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(100)))
        {
            AssertEndsByDeadline(() => guest.Read(reader, 10, out _));
        }

        // Nobody reads, so that the pipe fills up.
        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(100)))
        {
            AssertEndsByDeadline(() =>
            {
                while (guest.Write(writer, new string('x', 50_000)) == WasiError.Success)
                {
                }
            });
        }

        using var devices = new WasiGuest(
            new WasiContextBuilder().AddFileSystem(new HostDirectory("/dev", walks), "/dev"), isInterruptible: true);
        Assert.Equal(WasiError.Success, devices.OpenPath("zero", out var zero));
        Assert.Equal(WasiError.Success, devices.Read(zero, 4, out var zeros));
        Assert.Equal("\0\0\0\0", zeros);
        if (devices.OpenPath("ptmx", out var terminal) == WasiError.Success)
        {
            using (devices.Store.InterruptAfter(TimeSpan.FromMilliseconds(100)))
            {
                AssertEndsByDeadline(() => devices.Read(terminal, 10, out _));
            }
        }
    }

    private static void AssertEndsByDeadline(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(action).Code);
        Assert.True(Stopwatch.GetElapsedTime(start) < Patience.Limit);
    }

    private static WasiError Symlink(WasiGuest guest, string target, string path, Encoding? encoding = null)
    {
        var bytes = (encoding ?? Encoding.UTF8).GetBytes(target);
        bytes.CopyTo(guest.Memory.GetSpan(WasiGuest.MoreData, bytes.Length));
        return guest.Call(
            "path_symlink", WasiGuest.MoreData, bytes.Length, First, WasiGuest.Data, guest.Memory.WriteString(WasiGuest.Data, path));
    }

    private static WasiError Link(WasiGuest guest, int directory, string path, int newDirectory, string newPath) =>
        guest.Call(
            "path_link", directory, 0, WasiGuest.Data, guest.Memory.WriteString(WasiGuest.Data, path), newDirectory, WasiGuest.MoreData,
            guest.Memory.WriteString(WasiGuest.MoreData, newPath));

    private static WasiError Rename(WasiGuest guest, int directory, string path, int newDirectory, string newPath) =>
        guest.Call(
            "path_rename", directory, WasiGuest.Data, guest.Memory.WriteString(WasiGuest.Data, path), newDirectory, WasiGuest.MoreData,
            guest.Memory.WriteString(WasiGuest.MoreData, newPath));

    private static Sandbox MakeSandbox()
    {
        var sandbox = new Sandbox();
        Directory.CreateDirectory(Path.Combine(sandbox.Inside, "first", "a", "b"));
        Directory.CreateDirectory(Path.Combine(sandbox.Inside, "second"));
        File.WriteAllText(Path.Combine(sandbox.Inside, "first", "file"), "file");
        File.WriteAllText(Path.Combine(sandbox.Inside, "second", "other"), "other");
        return sandbox;
    }

    private static WasiGuest Open(
        Sandbox sandbox, bool walks, DirectoryRights rights = DirectoryRights.All, bool isInterruptible = false) => new(
        new WasiContextBuilder()
            .AddFileSystem(new HostDirectory(Path.Combine(sandbox.Inside, "first"), walks), "/first", rights)
            .AddFileSystem(new HostDirectory(Path.Combine(sandbox.Inside, "second"), walks), "/second"),
        isInterruptible: isInterruptible);

    private static string WriteTemporary(out string path)
    {
        path = Path.GetTempFileName();
        File.WriteAllText(path, "secret");
        return path;
    }
}

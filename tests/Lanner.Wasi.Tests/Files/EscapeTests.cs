using System.Text;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Tests.Files;

/// <summary>Every way to break out of a directory that we know of, tried with every operation, both where the kernel looks after paths and
/// where they are walked step by step.</summary>
public sealed class EscapeTests
{
    private static readonly TimeChange Now = new(TimeChangeKind.Now, 0);

    /// <summary>Paths that would lead to something outside if anything followed them. The sandbox has the links that they need.</summary>
    public static TheoryData<string, bool> WaysOut
    {
        get
        {
            var data = new TheoryData<string, bool>();
            string[] ways =
            [
                "../outside/secret", "folder/../../outside/secret", "./../outside/secret", "folder/.././../outside/secret", "..", "../",
                "folder/../..", "folder/../../", "@/secret", "@", "/", "//etc/passwd", "absolute/secret", "absolute", "absolute/",
                "absolute/.", "absolute/folder", "absolute/folder/..", "relative/secret", "relative/", "relative/.", "relative/..",
                "relative/folder/../secret", "chain/secret", "chain/", "folder/up/outside/secret", "folder/up/",
                "folder/deep/../../up/outside/secret", "file-link", "file-link/", "relative/link", "relative/new", "absolute/new",
                "folder/up/outside/new", "../outside/new",
                "mixed/secret", "mixed/", "self/secret",
            ];

            // Slashes behind names and behind what links lead to, which ask for what a link leads to (GHSA-vqjp-4c8c-hfgg of a peer).
            string[] links = ["absolute", "relative", "chain", "mixed", "self", "file-link", "slash", "slashes", "slash-dot", "slash-chain",
                "folder/up", "dangling", "dangling-slash"];
            string[] ends = ["/", "//", "/.", "/./", "/.//", "/..", "/../", "//secret", "/.//secret", "//new", "//new/"];
            var slashes = links.SelectMany(link => ends.Select(end => link + end));
            foreach (var way in ways.Concat(
                ["slash/secret", "up-slash/outside/secret", "up-slash/outside/", "up-slash//", "slash-chain/secret"])
                .Concat(slashes).Distinct())
            {
                data.Add(way, false);
                data.Add(way, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WaysOut))]
    public void No_operation_leads_out(string way, bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var root = sandbox.Open(walks);
        var path = way.Replace("@", sandbox.Outside, StringComparison.Ordinal).Utf8();
        var inside = "folder/file"u8;

        foreach (var flags in (OpenFlags[])[OpenFlags.Read, OpenFlags.Write, OpenFlags.Write | OpenFlags.Truncate,
            OpenFlags.Write | OpenFlags.Create,
            OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive, OpenFlags.Read | OpenFlags.Directory])
        {
            AssertNotOpened(root, path, flags);
            AssertNotOpened(root, path, flags | OpenFlags.FollowLinks);
        }

        AssertStatusIsOfInside(sandbox, root, path, follow: true);
        AssertStatusIsOfInside(sandbox, root, path, follow: false);
        Assert.NotEqual(WasiError.Success, root.CreateDirectory(path));
        Assert.NotEqual(WasiError.Success, root.RemoveDirectory(path));
        Assert.NotEqual(WasiError.Success, root.CreateSymbolicLink("file"u8, path));
        Assert.NotEqual(WasiError.Success, root.Link(inside, follow: false, root, path));
        Assert.NotEqual(WasiError.Success, root.SetTimes(path, follow: true, Now, Now));
        root.SetTimes(path, follow: false, Now, Now);
        var isName = !way.Contains('/', StringComparison.Ordinal) && way is not ("@" or "..");
        if (!isName)
        {
            // A link in the place of the last name may itself be used; what it leads to may not.
            Assert.NotEqual(WasiError.Success, root.ReadLink(path, new byte[100], out _));
            Assert.NotEqual(WasiError.Success, root.Unlink(path));
            Assert.NotEqual(WasiError.Success, root.Link(path, follow: false, root, "taken"u8));
            Assert.NotEqual(WasiError.Success, root.Rename(path, root, "taken"u8));
            Assert.NotEqual(WasiError.Success, root.Rename(inside, root, path));
        }

        sandbox.AssertOutsideIsUntouched();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_path_that_leads_out_is_told_says_nothing_about_what_is_there(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var root = sandbox.Open(walks);

        foreach (var (there, notThere) in (ReadOnlySpan<(string, string)>)[("relative/secret", "relative/nothing"),
            ("relative/", "dangling/"), ("../outside", "../nothing"), ("absolute/folder/", "absolute/nothing/")])
        {
            Assert.Equal(root.GetStatus(there.Utf8(), follow: true, out _), root.GetStatus(notThere.Utf8(), follow: true, out _));
            Assert.Equal(root.ReadLink(there.Utf8(), new byte[10], out _), root.ReadLink(notThere.Utf8(), new byte[10], out _));
            Assert.Equal(root.Unlink(there.Utf8()) == WasiError.NoEntry, root.Unlink(notThere.Utf8()) == WasiError.NoEntry);
            Assert.Equal(
                root.Link(there.Utf8(), follow: false, root, "folder/new"u8),
                root.Link(notThere.Utf8(), follow: false, root, "folder/new"u8));
            Assert.Equal(root.SetTimes(there.Utf8(), follow: false, Now, Now), root.SetTimes(notThere.Utf8(), follow: false, Now, Now));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Paths_that_no_path_may_be_are_refused(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var root = sandbox.Open(walks);

        Assert.Equal(WasiError.Invalid, Open(root, "folder/file\0"));
        Assert.Equal(WasiError.Invalid, Open(root, "folder\0/../../outside/secret"));
        Assert.Equal(WasiError.NoEntry, Open(root, ""));
        Assert.Equal(WasiError.NameTooLong, Open(root, new string('a', 256)));
        Assert.Equal(WasiError.NameTooLong, Open(root, string.Concat(Enumerable.Repeat("./", 2048))));
        Assert.Equal(WasiError.Success, Open(root, string.Concat(Enumerable.Repeat("./", 2000)) + "folder/file"));
        Assert.Equal(
            WasiError.IllegalSequence, root.Open([0x66, 0xC0, 0xAF, 0x66], OpenFlags.Read, FileFlags.None, out _)); // an overlong slash
        Assert.Equal(
            WasiError.IllegalSequence,
            root.Open([0xC0, 0xAE, 0xC0, 0xAE, (byte)'/', (byte)'x'], OpenFlags.Read, FileFlags.None, out _)); // overlong dots
        Assert.Equal(
            WasiError.IllegalSequence, root.Open([0xED, 0xA0, 0x80], OpenFlags.Read, FileFlags.None, out _)); // half a surrogate pair
        Assert.Equal(WasiError.NoEntry, Open(root, "\uFF0E\uFF0E/secret")); // wide dots are names like any other
        Assert.Equal(WasiError.NoEntry, Open(root, "..\\outside\\secret"));
        Assert.Equal(WasiError.Loop, Open(root, "loop", OpenFlags.Read | OpenFlags.FollowLinks));
        Assert.Equal(WasiError.Loop, Open(root, "loop/x"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Links_that_stay_within_are_followed(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var root = sandbox.Open(walks);
        File.CreateSymbolicLink(Path.Combine(sandbox.Inside, "folder", "back"), "../folder/deep/../file");
        File.CreateSymbolicLink(Path.Combine(sandbox.Inside, "folder-link"), "folder/");

        Assert.Equal("content", root.ReadText("folder/back"));
        Assert.Equal("content", root.ReadText("folder-link/file"));
        Assert.Equal("content", root.ReadText("folder-link/deep/../back"));
        Assert.Equal(WasiError.Loop, Open(root, "folder/back"));
        Assert.Equal(WasiError.NotDirectory, Open(root, "folder/file/"));
        Assert.Equal(WasiError.NotDirectory, Open(root, "folder/file/x"));
        Assert.Equal(WasiError.NotDirectory, Open(root, "folder/file", OpenFlags.Read | OpenFlags.Directory));
    }

    [Fact]
    public void Links_of_the_proc_file_system_are_not_followed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        foreach (var walks in (bool[])[false, true])
        {
            using var process = new HostDirectory("/proc/self", walks).OpenRoot();
            Assert.NotEqual(WasiError.Success, Open(process, "root/etc/passwd", OpenFlags.Read | OpenFlags.FollowLinks));
            Assert.NotEqual(WasiError.Success, Open(process, "cwd", OpenFlags.Read | OpenFlags.FollowLinks));
            Assert.NotEqual(WasiError.Success, Open(process, "exe", OpenFlags.Read | OpenFlags.FollowLinks));
            Assert.NotEqual(WasiError.Success, Open(process, "fd/0", OpenFlags.Read | OpenFlags.FollowLinks));
            Assert.Equal(WasiError.Success, Open(process, "status"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_directory_that_was_moved_away_leads_nowhere_else(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        using var root = sandbox.Open(walks);
        using var deep = root.OpenDirectory("folder/deep");
        Directory.Move(Path.Combine(sandbox.Inside, "folder", "deep"), Path.Combine(sandbox.Folder, "moved"));

        Assert.Equal(WasiError.NotPermitted, Open(deep, "../outside/secret"));
        Assert.Equal(WasiError.NotPermitted, Open(deep, ".."));
        Assert.Equal(WasiError.NotPermitted, deep.CreateDirectory("../new"u8));
    }

    /// <summary>A thread swaps a directory for a link that leads out, and back, as fast as the kernel does it. Whatever the guest does
    /// below that name happens inside or not at all.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Swapping_a_directory_for_a_link_meanwhile_leads_nowhere_else(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        Directory.CreateDirectory(Path.Combine(sandbox.Inside, "swapped", "folder"));
        File.WriteAllText(Path.Combine(sandbox.Inside, "swapped", "secret"), "harmless");
        File.CreateSymbolicLink(Path.Combine(sandbox.Inside, "swapped", "link"), "secret");
        File.CreateSymbolicLink(Path.Combine(sandbox.Inside, "bait"), "../outside");
        using var root = sandbox.Open(walks);
        using var ends = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));
        var swaps = 0;
        var swapper = new Thread(() =>
        {
            while (!ends.IsCancellationRequested)
            {
                Native.Exchange(Path.Combine(sandbox.Inside, "swapped"), Path.Combine(sandbox.Inside, "bait"));
                swaps++;
            }
        });
        swapper.Start();
        var (opened, refused) = (0, 0);

        for (var round = 0; !ends.IsCancellationRequested; round++)
        {
            if (root.Open("swapped/secret"u8, OpenFlags.Read | OpenFlags.FollowLinks, FileFlags.None, out var node) == WasiError.Success)
            {
                using (node)
                {
                    Assert.Equal("harmless", ((OpenFile)node!).ReadText());
                    opened++;
                }
            }
            else
            {
                refused++;
            }

            Act(root, "swapped/", round);
            Act(root, "folder/../swapped/folder/../", round);
        }

        swapper.Join();
        Assert.True(
            opened > 0 && refused > 0 && swaps > 100, $"{opened} opened, {refused} refused, {swaps} swaps: the race did not take place");
        var real = new[] { "swapped", "bait" }.Single(name => new DirectoryInfo(Path.Combine(sandbox.Inside, name)).LinkTarget is null);
        Assert.Equal("harmless", File.ReadAllText(Path.Combine(sandbox.Inside, real, "secret")));
        sandbox.AssertOutsideIsUntouched();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pipes_without_a_partner_do_not_hold_up_the_host(bool walks)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = MakeSandbox();
        Native.MakePipe(Path.Combine(sandbox.Inside, "pipe"));
        using var root = sandbox.Open(walks);

        using var reader = root.OpenFile("pipe");
        using var writer = root.OpenFile("pipe", OpenFlags.Write);
        Assert.Equal(WasiError.Success, writer.WriteText("through", out _));
        writer.Dispose();
        Assert.Equal("through", reader.ReadText());
        reader.Dispose();
        Assert.Equal(WasiError.NoSuchDevice, Open(root, "pipe", OpenFlags.Write));
    }

    /// <summary>Does what changes something, below a path that may lead out at any moment.</summary>
    private static void Act(OpenDirectory root, string start, int round)
    {
        var file = $"{start}new-{round}".Utf8();
        root.Open(file, OpenFlags.Write | OpenFlags.Create, FileFlags.None, out var node);
        node?.Dispose();
        root.CreateDirectory($"{start}folder/new-{round}".Utf8());
        root.RemoveDirectory($"{start}folder/new-{round}".Utf8());
        root.SetTimes($"{start}secret".Utf8(), follow: round % 2 == 0, Now, Now);
        root.CreateSymbolicLink("nowhere"u8, $"{start}link-{round}".Utf8());
        root.Unlink($"{start}link-{round}".Utf8());
        root.Rename("folder/file"u8, root, $"{start}moved".Utf8());
        root.Rename($"{start}moved".Utf8(), root, "folder/file"u8);
        root.Link($"{start}secret".Utf8(), follow: false, root, "folder/taken"u8);
        if (root.Open("folder/taken"u8, OpenFlags.Read, FileFlags.None, out var taken) == WasiError.Success)
        {
            Assert.Equal("harmless", ((OpenFile)taken!).ReadText());
            taken!.Dispose();
        }

        root.Unlink("folder/taken"u8);
        root.Unlink(file);
        if (root.ReadLink($"{start}link".Utf8(), new byte[20], out var length) == WasiError.Success)
        {
            Assert.Equal(6, length);
        }
    }

    private static void AssertNotOpened(OpenDirectory root, byte[] path, OpenFlags flags)
    {
        if (root.Open(path, flags, FileFlags.None, out var node) == WasiError.Success)
        {
            node!.Dispose();
            Assert.Fail($"{Encoding.UTF8.GetString(path)} was opened with {flags}");
        }
    }

    /// <summary>A status can only be had of a link itself, which lies inside.</summary>
    private static void AssertStatusIsOfInside(Sandbox sandbox, OpenDirectory root, byte[] path, bool follow)
    {
        if (root.GetStatus(path, follow, out var status) == WasiError.Success)
        {
            Assert.False(follow, $"{Encoding.UTF8.GetString(path)} was looked at");
            Assert.Equal(FileType.SymbolicLink, status.Type);
            Assert.NotNull(new FileInfo(Path.Combine(sandbox.Inside, Encoding.UTF8.GetString(path))).LinkTarget);
        }
    }

    private static WasiError Open(OpenDirectory root, string path, OpenFlags flags = OpenFlags.Read)
    {
        var error = root.Open(path.Utf8(), flags, FileFlags.None, out var node);
        node?.Dispose();
        return error;
    }

    private static Sandbox MakeSandbox()
    {
        var sandbox = new Sandbox();
        var inside = sandbox.Inside;
        Directory.CreateDirectory(Path.Combine(inside, "folder", "deep"));
        File.WriteAllText(Path.Combine(inside, "folder", "file"), "content");
        File.CreateSymbolicLink(Path.Combine(inside, "absolute"), sandbox.Outside);
        File.CreateSymbolicLink(Path.Combine(inside, "relative"), "../outside");
        File.CreateSymbolicLink(Path.Combine(inside, "chain"), "folder/../relative");
        File.CreateSymbolicLink(Path.Combine(inside, "folder", "up"), "../..");
        File.CreateSymbolicLink(Path.Combine(inside, "up"), "folder/up");
        File.CreateSymbolicLink(Path.Combine(inside, "file-link"), "../outside/secret");
        File.CreateSymbolicLink(Path.Combine(inside, "mixed"), "folder/deep/../../../outside");
        File.CreateSymbolicLink(Path.Combine(inside, "self"), "../inside/../outside");
        File.CreateSymbolicLink(Path.Combine(inside, "dangling"), "../nothing");
        File.CreateSymbolicLink(Path.Combine(inside, "dangling-slash"), "../nothing/");
        File.CreateSymbolicLink(Path.Combine(inside, "slash"), "../outside/");
        File.CreateSymbolicLink(Path.Combine(inside, "slashes"), "../outside//");
        File.CreateSymbolicLink(Path.Combine(inside, "slash-dot"), "../outside/.");
        File.CreateSymbolicLink(Path.Combine(inside, "slash-chain"), "slash/");
        File.CreateSymbolicLink(Path.Combine(inside, "up-slash"), "../");
        File.CreateSymbolicLink(Path.Combine(inside, "loop"), "loop");
        return sandbox;
    }
}

using Lanner.Wasi.Preview1;
using Lanner.Wasi.Tests.Files;

namespace Lanner.Wasi.Tests.Preview1;

/// <summary>A guest with two directories of the same file system, in each pair of rights, tries to get at the files of one with the rights
/// of the other (GHSA-4ch3-9j33-3pmj of a peer: by a hard link or a new name in the directory that may be written to).</summary>
public sealed class RightsAcrossDirectoriesTests
{
    private const long AllRights = (long)Rights.All;
    private const int First = 3, Second = 4;

    private static readonly DirectoryRights[] Possible =
    [
        DirectoryRights.ReadOnly, DirectoryRights.Write, DirectoryRights.Create, DirectoryRights.Write | DirectoryRights.Create,
        DirectoryRights.Create | DirectoryRights.Link, DirectoryRights.All,
    ];

    public static TheoryData<DirectoryRights, DirectoryRights, string> Pairs()
    {
        var data = new TheoryData<DirectoryRights, DirectoryRights, string>();
        foreach (var first in Possible)
        {
            foreach (var second in Possible)
            {
                foreach (var kind in (string[])["memory", "kernel", "walked"])
                {
                    data.Add(first, second, kind);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_file_is_written_only_with_the_rights_of_its_own_directory(DirectoryRights first, DirectoryRights second, string kind)
    {
        Assert.SkipUnless(kind == "memory" || OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = new Sandbox();
        var memory = new InMemoryFileSystem(1 << 20);
        memory.WriteFile("file", "before");
        memory.WriteFile("folder/inner", "before");
        Directory.CreateDirectory(Path.Combine(sandbox.Inside, "folder"));
        File.WriteAllText(Path.Combine(sandbox.Inside, "file"), "before");
        File.WriteAllText(Path.Combine(sandbox.Inside, "folder", "inner"), "before");
        FileSystem files = kind == "memory" ? memory : new HostDirectory(sandbox.Inside, walks: kind == "walked");

        // Both directories are the same one, so that everything but the rights speaks for it.
        using var guest =
            new WasiGuest(new WasiContextBuilder().AddFileSystem(files, "/first", first).AddFileSystem(files, "/second", second));
        var mayWriteFirst = (first & DirectoryRights.Write) != 0;
        foreach (var (name, taken) in (ReadOnlySpan<(string, string)>)[("file", "taken"), ("folder/inner", "taken-inner"),
            ("folder", "taken-folder")])
        {
            var written = name == "folder" ? taken + "/inner" : taken;
            var hasMoved = Call(guest, "path_link", First, name, Second, taken) || Call(guest, "path_rename", First, name, Second, taken);
            if (first != second)
            {
                Assert.False(hasMoved, $"{name} got from {first} to {second}");
            }

            if (hasMoved && !mayWriteFirst)
            {
                // The same rights: what came over still cannot be written to.
                Assert.NotEqual(WasiError.Success, guest.OpenPath(written, out _, Second, rights: AllRights));
                Assert.NotEqual(WasiError.Success, guest.OpenPath(written, out _, Second, openFlags: 8));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Descriptors_opened_below_have_the_rights_of_their_directory(DirectoryRights first, DirectoryRights second, string kind)
    {
        Assert.SkipUnless(kind == "memory" || OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = new Sandbox();
        var memory = new InMemoryFileSystem(1 << 20);
        memory.WriteFile("folder/inner", "before");
        Directory.CreateDirectory(Path.Combine(sandbox.Inside, "folder"));
        File.WriteAllText(Path.Combine(sandbox.Inside, "folder", "inner"), "before");
        FileSystem files = kind == "memory" ? memory : new HostDirectory(sandbox.Inside, walks: kind == "walked");
        using var guest =
            new WasiGuest(new WasiContextBuilder().AddFileSystem(files, "/first", first).AddFileSystem(files, "/second", second));
        Assert.Equal(
            WasiError.Success,
            guest.OpenPath("folder", out var below, First, openFlags: 2, rights: (long)Rights.Directory, inheriting: AllRights));
        Assert.Equal(
            WasiError.Success,
            guest.OpenPath("folder", out var other, Second, openFlags: 2, rights: (long)Rights.Directory, inheriting: AllRights));

        var hasMoved = Call(guest, "path_link", below, "inner", other, "taken")
            || Call(guest, "path_rename", below, "inner", other, "taken");

        Assert.False(hasMoved && first != second, $"inner got from {first} to {second}");
        Assert.Equal(
            (first & DirectoryRights.Write) != 0,
            guest.OpenPath(hasMoved ? "taken" : "inner", out _, below, rights: 1 << 6) == WasiError.Success);
    }

    private static bool Call(WasiGuest guest, string function, int directory, string path, int newDirectory, string newPath)
    {
        var length = guest.Memory.WriteString(WasiGuest.Data, path);
        var newLength = guest.Memory.WriteString(WasiGuest.MoreData, newPath);
        return function == "path_link"
            ? guest.Call(function, directory, 0, WasiGuest.Data, length, newDirectory, WasiGuest.MoreData, newLength) == WasiError.Success
            : guest.Call(function, directory, WasiGuest.Data, length, newDirectory, WasiGuest.MoreData, newLength) == WasiError.Success;
    }
}

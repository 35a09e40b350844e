using System.Text;
using System.Text.Unicode;
using Lanner.Components;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The methods of <c>descriptor</c> for what is done with names.</summary>
internal static class DescriptorPaths
{
    internal static void Define(InterfaceDefinition types)
    {
        var type = ResourceTypes.Descriptor;
        types.Method(type, "open-at", OpenAt);
        types.Method(type, "create-directory-at", call => Change(call, static (directory, path) => directory.CreateDirectory(path)));
        types.Method(type, "remove-directory-at", call =>
            Change(call, call.IsPreview3 ? RemoveDirectoryOrDeny : static (directory, path) => directory.RemoveDirectory(path)));
        types.Method(type, "unlink-file-at", call => Change(call, static (directory, path) => directory.Unlink(path)));
        types.Method(type, "rename-at", RenameAt);
        types.Method(type, "link-at", LinkAt);
        types.Method(type, "symlink-at", SymlinkAt);
        types.Method(type, "readlink-at", ReadlinkAt);
    }

    private static ComponentValue? OpenAt(InterfaceCall call)
    {
        var (openFlags, flags) = (call[3].AsFlags(), call[4].AsFlags());
        var mutates = flags.Contains("write") || flags.Contains("mutate-directory")
            || openFlags.Contains("create") || openFlags.Contains("truncate");
        if (call.Resource<FileDescriptor>(0) is { Directory: not null, MayMutate: false } && mutates)
        {
            return call.Refuse(WasiError.ReadOnlyFileSystem);
        }

        if (!call.Context.OpenNodes.TryEnter())
        {
            return call.Refuse(WasiError.TooManyOpenFiles);
        }

        var (how, fileFlags) = (ToOpenFlags(call), ToFileFlags(flags));
        OpenNode? node = null;
        var error = PathUse.In(call, 0, 2, (directory, path) => directory.Open(path, how, fileFlags, out node));
        if (error != WasiError.Success)
        {
            call.Context.OpenNodes.Leave();
            return call.Refuse(error);
        }

        var descriptor = new FileDescriptor(new SharedNode(node!, call.Context.OpenNodes))
        {
            SaysMutable = !call.IsPreview3 || flags.Contains("mutate-directory"),
        };
        return ComponentValue.Ok(call.Own(ResourceTypes.Descriptor, descriptor));
    }

    private static OpenFlags ToOpenFlags(InterfaceCall call)
    {
        var (openFlags, flags) = (call[3].AsFlags(), call[4].AsFlags());

        // In WASI 0.3 what is created can be written, and what says nothing reads.
        var (reads, writes) = call.IsPreview3
            ? (flags.Contains("read") || !flags.Contains("write"), flags.Contains("write") || openFlags.Contains("create"))
            : (flags.Contains("read"), flags.Contains("write"));
        return (openFlags.Contains("create") ? OpenFlags.Create : 0)
            | (openFlags.Contains("directory") ? OpenFlags.Directory : 0)
            | (openFlags.Contains("exclusive") ? OpenFlags.Exclusive : 0)
            | (openFlags.Contains("truncate") ? OpenFlags.Truncate : 0)
            | (DescriptorStatus.FollowsLinks(call[1]) ? OpenFlags.FollowLinks : 0)
            | (reads ? OpenFlags.Read : 0)
            | (writes ? OpenFlags.Write : 0);
    }

    private static FileFlags ToFileFlags(IReadOnlyList<string> flags) =>
        (flags.Contains("file-integrity-sync") ? FileFlags.Sync : 0)
        | (flags.Contains("data-integrity-sync") ? FileFlags.DataSync : 0)
        | (flags.Contains("requested-write-sync") ? FileFlags.ReadSync : 0);

    /// <summary>Does anything that needs a directory and a name in it, and nothing else.</summary>
    private static ComponentValue? Change(InterfaceCall call, PathAction change) => Outcome.Of(call, PathUse.In(call, 0, 1, change));

    /// <summary>Removes a directory. A link that leads out with a slash behind it is not permitted, rather than no directory.</summary>
    private static WasiError RemoveDirectoryOrDeny(OpenDirectory directory, ReadOnlySpan<byte> path)
    {
        var error = directory.RemoveDirectory(path);
        return error == WasiError.NotDirectory && path.EndsWith("/"u8)
            && directory.GetStatus(path, follow: true, out _) == WasiError.NotPermitted
            ? WasiError.NotPermitted
            : error;
    }

    private static ComponentValue? RenameAt(InterfaceCall call)
    {
        if (call.Resource<FileDescriptor>(2).Directory is not { } newDirectory)
        {
            return call.Refuse(WasiError.NotDirectory);
        }

        var newPath = PathUse.Encode(call[3].AsString());
        return Change(call, (directory, path) => directory.Rename(path, newDirectory, newPath));
    }

    private static ComponentValue? LinkAt(InterfaceCall call)
    {
        if (call.Resource<FileDescriptor>(3).Directory is not { } newDirectory)
        {
            return call.Refuse(WasiError.NotDirectory);
        }

        var follow = DescriptorStatus.FollowsLinks(call[1]);
        var newPath = PathUse.Encode(call[4].AsString());
        return Outcome.Of(call, PathUse.In(call, 0, 2, (directory, path) => directory.Link(path, follow, newDirectory, newPath)));
    }

    private static ComponentValue? SymlinkAt(InterfaceCall call)
    {
        var target = PathUse.Encode(call[1].AsString());
        return Outcome.Of(call, PathUse.In(call, 0, 2, (directory, path) => directory.CreateSymbolicLink(target, path)));
    }

    private static ComponentValue? ReadlinkAt(InterfaceCall call)
    {
        var target = new byte[PathRules.MaximumLength + 1];
        var length = 0;
        var error = PathUse.In(call, 0, 1, (directory, path) => directory.ReadLink(path, target, out length));
        var found = target.AsSpan(0, length);
        error = error != WasiError.Success ? error
            : found.StartsWith("/"u8) ? WasiError.NotPermitted
            : Utf8.IsValid(found) ? WasiError.Success
            : WasiError.IllegalSequence;
        return error == WasiError.Success
            ? ComponentValue.Ok(ComponentValue.FromString(Encoding.UTF8.GetString(found)))
            : call.Refuse(error);
    }
}

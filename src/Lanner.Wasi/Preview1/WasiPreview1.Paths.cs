using System.Text;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview1;

/// <content>What is done with names.</content>
internal sealed partial class WasiPreview1
{
    private const int FollowLinks = 1;

    /// <summary>Room for a path that is too long, which then is refused as such.</summary>
    private const int PathRoom = PathRules.MaximumLength + 1;

    private void DefinePaths(WasiDefinitions definitions)
    {
        definitions.Define("path_open", PathOpen);
        definitions.Define("path_create_directory", PathCreateDirectory);
        definitions.Define("path_remove_directory", PathRemoveDirectory);
        definitions.Define("path_unlink_file", PathUnlinkFile);
        definitions.Define("path_rename", PathRename);
        definitions.Define("path_link", PathLink);
        definitions.Define("path_symlink", PathSymlink);
        definitions.Define("path_readlink", PathReadlink);
        definitions.Define("path_filestat_get", PathFilestatGet);
        definitions.Define("path_filestat_set_times", PathFilestatSetTimes);
    }

    private int PathOpen(
        Caller caller, int descriptor, int lookup, int path, int length, int openFlags, long rights, long inheriting, int flags, int result)
    {
        const int create = 1, directory = 2, exclusive = 4, truncate = 8;
        var requested = (Rights)rights & Rights.All;
        var needed = Rights.Open | ((openFlags & create) != 0 ? Rights.CreateFile : 0)
            | ((openFlags & truncate) != 0 ? Rights.PathSetSize : 0);
        using var use = new DescriptorUse(TableOf(caller), descriptor, needed);
        if (use.Error != WasiError.Success)
        {
            return Return(use.Error);
        }

        if ((openFlags & ~(create | directory | exclusive | truncate)) != 0 || (flags & ~(int)FileFlags.All) != 0
            || (lookup & ~FollowLinks) != 0)
        {
            return Return(WasiError.Invalid);
        }

        // Rights that the directory does not hand on are left out, as they are when they do not apply. But whoever wants to read or write
        // must be able to.
        var granted = requested & use.Descriptor.InheritingRights;
        if (((requested & ~granted) & (Rights.Read | Rights.Write)) != 0)
        {
            return Return(WasiError.NotCapable);
        }

        Span<byte> room = stackalloc byte[PathRoom];
        if (!TryGetPath(caller, path, length, room, out var name))
        {
            return Return(WasiError.Fault);
        }

        var table = TableOf(caller);
        if (!table.HasRoom)
        {
            return Return(WasiError.TooManyOpenFiles);
        }

        var how = (OpenFlags)openFlags
            | ((lookup & FollowLinks) != 0 ? OpenFlags.FollowLinks : 0)
            | ((granted & (Rights.Read | Rights.ReadDirectory)) != 0 ? OpenFlags.Read : 0)
            | ((granted & (Rights.Write | Rights.Allocate | Rights.SetSize)) != 0 ? OpenFlags.Write : 0);
        var error = use.Directory!.Open(name, how, (FileFlags)flags, out var node);
        if (error != WasiError.Success)
        {
            return Return(Note(caller, use, name, error));
        }

        var opened = new Descriptor(
            node!, granted & Descriptor.ApplicableTo(node!),
            node is OpenDirectory ? (Rights)inheriting & use.Descriptor.InheritingRights : Rights.None);
        var number = table.Add(opened);
        return number < 0 ? Return(WasiError.TooManyOpenFiles) : Return(WasiError.Success, caller, result, (uint)number);
    }

    private int PathCreateDirectory(Caller caller, int descriptor, int path, int length) =>
        ChangeName(caller, descriptor, Rights.CreateDirectory, path, length, static (directory, name) => directory.CreateDirectory(name));

    private int PathRemoveDirectory(Caller caller, int descriptor, int path, int length) =>
        ChangeName(caller, descriptor, Rights.RemoveDirectory, path, length, static (directory, name) => directory.RemoveDirectory(name));

    private int PathUnlinkFile(Caller caller, int descriptor, int path, int length) =>
        ChangeName(caller, descriptor, Rights.Unlink, path, length, static (directory, name) => directory.Unlink(name));

    /// <summary>Does anything that needs a directory and a name in it, and nothing else.</summary>
    private int ChangeName(
        Caller caller, int descriptor, Rights needed, int path, int length, Func<OpenDirectory, ReadOnlySpan<byte>, WasiError> change)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, needed);
        Span<byte> room = stackalloc byte[PathRoom];
        return Return(
            use.Error != WasiError.Success ? use.Error
            : !TryGetPath(caller, path, length, room, out var name) ? WasiError.Fault
            : Note(caller, use, name, change(use.Directory!, name)));
    }

    private int PathRename(Caller caller, int descriptor, int path, int length, int newDescriptor, int newPath, int newLength)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.RenameSource);
        using var newUse = new DescriptorUse(TableOf(caller), newDescriptor, Rights.RenameTarget);
        Span<byte> room = stackalloc byte[PathRoom];
        Span<byte> newRoom = stackalloc byte[PathRoom];
        return Return(
            use.Error != WasiError.Success ? use.Error
            : newUse.Error != WasiError.Success ? newUse.Error
            : !TryGetPath(caller, path, length, room, out var name)
                || !TryGetPath(caller, newPath, newLength, newRoom, out var newName) ? WasiError.Fault
            : Note(caller, use, name, use.Directory!.Rename(name, newUse.Directory!, newName)));
    }

    private int PathLink(Caller caller, int descriptor, int lookup, int path, int length, int newDescriptor, int newPath, int newLength)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.LinkSource);
        using var newUse = new DescriptorUse(TableOf(caller), newDescriptor, Rights.LinkTarget);
        Span<byte> room = stackalloc byte[PathRoom];
        Span<byte> newRoom = stackalloc byte[PathRoom];
        return Return(
            use.Error != WasiError.Success ? use.Error
            : newUse.Error != WasiError.Success ? newUse.Error
            : !TryGetPath(caller, path, length, room, out var name)
                || !TryGetPath(caller, newPath, newLength, newRoom, out var newName) ? WasiError.Fault
            : Note(caller, use, name, use.Directory!.Link(name, (lookup & FollowLinks) != 0, newUse.Directory!, newName)));
    }

    private int PathSymlink(Caller caller, int target, int targetLength, int descriptor, int path, int length)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.SymbolicLink);
        Span<byte> room = stackalloc byte[PathRoom];
        Span<byte> targetRoom = stackalloc byte[PathRoom];
        return Return(
            use.Error != WasiError.Success ? use.Error
            : !TryGetPath(caller, path, length, room, out var name)
                || !TryGetPath(caller, target, targetLength, targetRoom, out var link) ? WasiError.Fault
            : Note(caller, use, name, use.Directory!.CreateSymbolicLink(link, name)));
    }

    private int PathReadlink(Caller caller, int descriptor, int path, int length, int buffer, int size, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.ReadLink);
        Span<byte> room = stackalloc byte[PathRoom];
        var read = 0;
        var error = use.Error != WasiError.Success ? use.Error
            : !TryGetPath(caller, path, length, room, out var name) || !TryGet(caller, buffer, size, out var destination) ? WasiError.Fault
            : Note(caller, use, name, use.Directory!.ReadLink(name, destination, out read));
        return Return(error, caller, result, (uint)read);
    }

    private int PathFilestatGet(Caller caller, int descriptor, int lookup, int path, int length, int result)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.PathGetStatus);
        Span<byte> room = stackalloc byte[PathRoom];
        var status = default(FileStatus);
        var error = use.Error != WasiError.Success ? use.Error
            : !TryGetPath(caller, path, length, room, out var name) ? WasiError.Fault
            : Note(caller, use, name, use.Directory!.GetStatus(name, (lookup & FollowLinks) != 0, out status));
        return Return(error, caller, result, status);
    }

    private int PathFilestatSetTimes(
        Caller caller, int descriptor, int lookup, int path, int length, long access, long modification, int flags)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.PathSetTimes);
        Span<byte> room = stackalloc byte[PathRoom];
        return Return(
            use.Error != WasiError.Success ? use.Error
            : CheckTimes(flags) != WasiError.Success ? WasiError.Invalid
            : !TryGetPath(caller, path, length, room, out var name) ? WasiError.Fault
            : Note(
                caller, use, name,
                use.Directory!.SetTimes(name, (lookup & FollowLinks) != 0, ToAccess(access, flags), ToModification(modification, flags))));
    }

    /// <summary>Copies a path, or as much of it as tells that it is too long.</summary>
    private static bool TryGetPath(Caller caller, int path, int length, Span<byte> room, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!TryGet(caller, path, length, out var source))
        {
            return false;
        }

        source = source[..int.Min(source.Length, room.Length)];
        source.CopyTo(room);
        name = room[..source.Length];
        return true;
    }

    /// <summary>Remembers a path that leads out of what was granted.</summary>
    private WasiError Note(Caller caller, DescriptorUse use, ReadOnlySpan<byte> path, WasiError error)
    {
        if (error == WasiError.NotPermitted && use.Descriptor.GrantedAs is { } directory
            && (path.StartsWith("/"u8) || path.IndexOf(".."u8) >= 0))
        {
            ContextOf(caller).NoteMissing(directory, path);
        }

        return error;
    }
}

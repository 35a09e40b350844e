using System.Text;
using Lanner.Wasi.Linux;

namespace Lanner.Wasi.Preview1;

/// <content>What is done with names. Every path is resolved by the kernel beneath the directory it starts from.</content>
internal sealed unsafe partial class WasiPreview1
{
    private const int FollowLinks = 1;

    private void DefinePaths(Linker linker, string module)
    {
        linker.Define(module, "path_open", (Caller caller, int directory, int lookup, int path, int length, int open, long rights, long inherited, int flags, int result) => Run(() =>
        {
            const long readRights = 2 | 0x4000, writeRights = 0x40 | 0x100 | 0x400000;
            var name = Bytes(caller.Memory, path, length).ToArray();
            Descriptors.RequireRoom();
            var file = Note(directory, name, parent => parent.Open(
                name, (lookup & FollowLinks) != 0, open, flags, (rights & readRights) != 0 || (rights & writeRights) == 0, (rights & writeRights) != 0));
            Write32(caller.Memory, result, (uint)Descriptors.Add(file));
        }));
        linker.Define(module, "path_create_directory", (Caller caller, int directory, int path, int length) => OnParent(caller, directory, path, length, (parent, name) =>
            LinuxErrors.Check(SystemCalls.MakeDirectory(parent, name, 0x1FF))));
        linker.Define(module, "path_remove_directory", (Caller caller, int directory, int path, int length) => OnParent(caller, directory, path, length, (parent, name) =>
            LinuxErrors.Check(SystemCalls.Unlink(parent, name, SystemCalls.RemoveDirectory))));
        linker.Define(module, "path_unlink_file", (Caller caller, int directory, int path, int length) => OnParent(caller, directory, path, length, (parent, name) =>
            LinuxErrors.Check(SystemCalls.Unlink(parent, name, 0))));
        linker.Define(module, "path_rename", (Caller caller, int fromDirectory, int from, int fromLength, int toDirectory, int to, int toLength) =>
            OnParent(caller, fromDirectory, from, fromLength, (oldParent, oldName) =>
                Descriptors.Directory(toDirectory).OnParent(Bytes(caller.Memory, to, toLength), changes: true, (newParent, newName) =>
                    LinuxErrors.Check(SystemCalls.Rename(oldParent, oldName, newParent, newName)))));
        linker.Define(module, "path_link", (Caller caller, int fromDirectory, int lookup, int from, int fromLength, int toDirectory, int to, int toLength) =>
            OnParent(caller, fromDirectory, from, fromLength, (oldParent, oldName) =>
            {
                // A link that is followed here could lead anywhere: the kernel offers no way to hold it beneath the directory.
                if ((lookup & FollowLinks) != 0)
                {
                    throw new WasiException(Errno.Invalid);
                }

                Descriptors.Directory(toDirectory).OnParent(Bytes(caller.Memory, to, toLength), changes: true, (newParent, newName) =>
                    LinuxErrors.Check(SystemCalls.Link(oldParent, oldName, newParent, newName, 0)));
            }));
        linker.Define(module, "path_symlink", (Caller caller, int target, int targetLength, int directory, int path, int length) =>
            OnParent(caller, directory, path, length, (parent, name) =>
            {
                // ToNative refuses absolute targets, which would lead out for whoever follows the link without our care.
                fixed (byte* targetPath = GuestPath.ToNative(Bytes(caller.Memory, target, targetLength)))
                {
                    LinuxErrors.Check(SystemCalls.SymbolicLink(targetPath, parent, name));
                }
            }));
        linker.Define(module, "path_readlink", (Caller caller, int directory, int path, int length, int buffer, int size, int result) => Run(() =>
            Descriptors.Directory(directory).OnParent(Bytes(caller.Memory, path, length), changes: false, (parent, name) =>
            {
                fixed (byte* destination = caller.Memory.GetSpan((uint)buffer, size))
                {
                    Write32(caller.Memory, result, (uint)LinuxErrors.Check(SystemCalls.ReadLink(parent, name, destination, size)));
                }
            })));
        linker.Define(module, "path_filestat_get", (Caller caller, int directory, int lookup, int path, int length, int result) => Run(() =>
        {
            var name = Bytes(caller.Memory, path, length).ToArray();
            var status = default(FileStatus);
            Note(directory, name, parent =>
            {
                parent.OnPath(name, (lookup & FollowLinks) != 0, handle => status = HostStatus.Of(handle));
                return parent;
            });
            WriteFileStatus(caller.Memory, result, status);
        }));
        linker.Define(module, "path_filestat_set_times", (Caller caller, int directory, int lookup, int path, int length, long access, long modification, int flags) => Run(() =>
            SetTimes(directory, (lookup & FollowLinks) != 0, Bytes(caller.Memory, path, length), ToTimes(access, modification, flags))));
    }

    private delegate HostFile DirectoryAction(HostFile directory);

    /// <summary>Runs an action and remembers the path when it was not found in any granted directory.</summary>
    private HostFile Note(int directory, ReadOnlySpan<byte> path, DirectoryAction action)
    {
        try
        {
            return action(Descriptors.Directory(directory));
        }
        catch (WasiException exception) when (exception.Errno is Errno.NotPermitted or Errno.NotCapable)
        {
            _context.MissingPath ??= Encoding.UTF8.GetString(path);
            throw;
        }
    }

    private int OnParent(Caller caller, int directory, int path, int length, ParentAction action) =>
        Run(() => Descriptors.Directory(directory).OnParent(Bytes(caller.Memory, path, length), changes: true, action));

    private void SetTimes(int directory, bool follow, ReadOnlySpan<byte> path, long[] times)
    {
        var parent = Descriptors.Directory(directory);
        if (parent.IsReadOnly)
        {
            throw new WasiException(Errno.ReadOnlyFileSystem);
        }

        // By way of the descriptor's own entry in /proc: the kernel sets no times through a descriptor that is open for nothing.
        parent.OnPath(path, follow, handle =>
        {
            fixed (long* values = times)
            fixed (byte* self = GuestPath.ToNative($"/proc/self/fd/{handle}"))
            {
                LinuxErrors.Check(SystemCalls.SetTimesAt(SystemCalls.CurrentDirectory, self, values, 0));
            }
        });
    }
}

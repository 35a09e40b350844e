using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Clocks;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The methods of <c>descriptor</c> for what is known about files and directories.</summary>
internal static class DescriptorStatus
{
    internal static void Define(InterfaceDefinition types)
    {
        var type = ResourceTypes.Descriptor;
        types.Method(type, "get-flags", call => ComponentValue.Ok(FlagsOf(call.Resource<FileDescriptor>(0))));
        types.Method(type, "get-type", call => ComponentValue.Ok(TypeOf(call.Resource<FileDescriptor>(0).Node.Type)));
        types.Method(type, "stat", call => Status(call, StatusRecord));
        types.Method(type, "stat-at", call => StatusAt(call, StatusRecord));
        types.Method(type, "metadata-hash", call => Status(call, MetadataHash.Of));
        types.Method(type, "metadata-hash-at", call => StatusAt(call, MetadataHash.Of));
        types.Method(type, "set-times", SetTimes);
        types.Method(type, "set-times-at", SetTimesAt);
        types.Method(type, "is-same-object", IsSameObject);
    }

    internal static ComponentValue TypeOf(FileType type) => ComponentValue.FromEnum(type switch
    {
        FileType.BlockDevice => "block-device",
        FileType.CharacterDevice => "character-device",
        FileType.Directory => "directory",
        FileType.RegularFile => "regular-file",
        FileType.DatagramSocket or FileType.StreamSocket => "socket",
        FileType.SymbolicLink => "symbolic-link",
        _ => "unknown",
    });

    /// <summary>The flag <c>symlink-follow</c> of an argument.</summary>
    internal static bool FollowsLinks(in ComponentValue pathFlags) => pathFlags.AsFlags().Contains("symlink-follow");

    private static ComponentValue FlagsOf(FileDescriptor descriptor)
    {
        var labels = new List<string>();
        void Add(bool isSet, string label)
        {
            if (isSet)
            {
                labels.Add(label);
            }
        }

        var flags = descriptor.File?.Flags ?? FileFlags.None;
        Add(descriptor.File?.CanRead != false, "read");
        Add(descriptor.File?.CanWrite == true, "write");
        Add((flags & FileFlags.Sync) != 0, "file-integrity-sync");
        Add((flags & FileFlags.DataSync) != 0, "data-integrity-sync");
        Add((flags & FileFlags.ReadSync) != 0, "requested-write-sync");
        Add(descriptor.MayMutate, "mutate-directory");
        return ComponentValue.FromFlags([.. labels]);
    }

    private static ComponentValue? Status(InterfaceCall call, Func<WasiContext, FileStatus, ComponentValue> toResult)
    {
        var error = call.Resource<FileDescriptor>(0).Node.GetStatus(out var status);
        return error == WasiError.Success ? ComponentValue.Ok(toResult(call.Context, status)) : ErrorCodes.Refuse(error);
    }

    private static ComponentValue? StatusAt(InterfaceCall call, Func<WasiContext, FileStatus, ComponentValue> toResult)
    {
        var status = default(FileStatus);
        var follow = FollowsLinks(call[1]);
        var error = PathUse.In(call, 0, 2, (directory, path) => directory.GetStatus(path, follow, out status));
        return error == WasiError.Success ? ComponentValue.Ok(toResult(call.Context, status)) : ErrorCodes.Refuse(error);
    }

    private static ComponentValue StatusRecord(WasiContext context, FileStatus status) => ComponentValue.FromRecord(
        ("type", TypeOf(status.Type)),
        ("link-count", ComponentValue.FromU64(status.Links)),
        ("size", ComponentValue.FromU64(status.Size)),
        ("data-access-timestamp", ComponentValue.Some(DateTimes.FromNanoseconds(status.AccessTime))),
        ("data-modification-timestamp", ComponentValue.Some(DateTimes.FromNanoseconds(status.ModificationTime))),
        ("status-change-timestamp", ComponentValue.Some(DateTimes.FromNanoseconds(status.ChangeTime))));

    private static ComponentValue? SetTimes(InterfaceCall call) => Outcome.Of(
        call,
        ToChange(call[1]) is { } access && ToChange(call[2]) is { } modification
            ? call.Resource<FileDescriptor>(0).Node.SetTimes(access, modification)
            : WasiError.Overflow);

    private static ComponentValue? SetTimesAt(InterfaceCall call)
    {
        if (ToChange(call[3]) is not { } access || ToChange(call[4]) is not { } modification)
        {
            return ErrorCodes.Refuse(WasiError.Overflow);
        }

        var follow = FollowsLinks(call[1]);
        return Outcome.Of(call, PathUse.In(call, 0, 2, (directory, path) => directory.SetTimes(path, follow, access, modification)));
    }

    /// <summary>A <c>new-timestamp</c>; null for a time that cannot be said.</summary>
    private static TimeChange? ToChange(in ComponentValue value) => value.AsVariant() switch
    {
        ("now", _) => new TimeChange(TimeChangeKind.Now, 0),
        ("timestamp", { } time) => DateTimes.ToNanoseconds(time) is { } nanoseconds
            ? new TimeChange(TimeChangeKind.Set, nanoseconds)
            : null,
        _ => new TimeChange(TimeChangeKind.Keep, 0),
    };

    private static ComponentValue? IsSameObject(InterfaceCall call)
    {
        var (one, other) = (call.Resource<FileDescriptor>(0).Node, call.Resource<FileDescriptor>(1).Node);
        return ComponentValue.FromBool(
            one == other
            || (one.GetStatus(out var status) == WasiError.Success && other.GetStatus(out var otherStatus) == WasiError.Success
                && (status.Device, status.Inode) == (otherStatus.Device, otherStatus.Inode)));
    }
}

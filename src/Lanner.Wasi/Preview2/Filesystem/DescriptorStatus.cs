using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Clocks;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The methods of <c>descriptor</c> for what is known about files and directories.</summary>
internal static class DescriptorStatus
{
    /// <summary>Makes a result of what is known.</summary>
    private delegate ComponentValue StatusForm(InterfaceCall call, FileStatus status);

    internal static void Define(InterfaceDefinition types)
    {
        var type = ResourceTypes.Descriptor;
        types.Method(type, "get-flags", call => ComponentValue.Ok(FlagsOf(call.Resource<FileDescriptor>(0))));
        types.Method(type, "get-type", call => ComponentValue.Ok(TypeOf(call.IsPreview3, call.Resource<FileDescriptor>(0).Node.Type)));
        types.Method(type, "stat", call => Status(call, StatusRecord));
        types.Method(type, "stat-at", call => StatusAt(call, StatusRecord));
        types.Method(type, "metadata-hash", call => Status(call, MetadataHash.Of));
        types.Method(type, "metadata-hash-at", call => StatusAt(call, MetadataHash.Of));
        types.Method(type, "set-times", SetTimes);
        types.Method(type, "set-times-at", SetTimesAt);
        types.Method(type, "is-same-object", IsSameObject);
    }

    /// <summary>A <c>descriptor-type</c>: an enum, and a variant in WASI 0.3.</summary>
    internal static ComponentValue TypeOf(bool isPreview3, FileType type)
    {
        var name = NameOf(type);
        return !isPreview3 ? ComponentValue.FromEnum(name ?? "unknown")
            : name is null ? ComponentValue.FromVariant("other", ComponentValue.None)
            : ComponentValue.FromVariant(name);
    }

    private static string? NameOf(FileType type) => type switch
    {
        FileType.BlockDevice => "block-device",
        FileType.CharacterDevice => "character-device",
        FileType.Directory => "directory",
        FileType.RegularFile => "regular-file",
        FileType.DatagramSocket or FileType.StreamSocket => "socket",
        FileType.SymbolicLink => "symbolic-link",
        _ => null,
    };

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
        Add(descriptor.MayMutate && descriptor.SaysMutable, "mutate-directory");
        return ComponentValue.FromFlags([.. labels]);
    }

    private static ComponentValue? Status(InterfaceCall call, StatusForm toResult)
    {
        var error = call.Resource<FileDescriptor>(0).Node.GetStatus(out var status);
        return error == WasiError.Success ? ComponentValue.Ok(toResult(call, status)) : call.Refuse(error);
    }

    private static ComponentValue? StatusAt(InterfaceCall call, StatusForm toResult)
    {
        var status = default(FileStatus);
        var follow = FollowsLinks(call[1]);
        var error = PathUse.In(call, 0, 2, (directory, path) => directory.GetStatus(path, follow, out status));
        return error == WasiError.Success ? ComponentValue.Ok(toResult(call, status)) : call.Refuse(error);
    }

    private static ComponentValue StatusRecord(InterfaceCall call, FileStatus status) => ComponentValue.FromRecord(
        ("type", TypeOf(call.IsPreview3, status.Type)),
        ("link-count", ComponentValue.FromU64(status.Links)),
        ("size", ComponentValue.FromU64(status.Size)),
        ("data-access-timestamp", ComponentValue.Some(TimeOf(call, status.AccessTime))),
        ("data-modification-timestamp", ComponentValue.Some(TimeOf(call, status.ModificationTime))),
        ("status-change-timestamp", ComponentValue.Some(TimeOf(call, status.ChangeTime))));

    private static ComponentValue TimeOf(InterfaceCall call, ulong nanoseconds) =>
        call.IsPreview3 ? Instants.FromNanoseconds(nanoseconds) : DateTimes.FromNanoseconds(nanoseconds);

    private static ComponentValue? SetTimes(InterfaceCall call) => Outcome.Of(
        call,
        ToChange(call, 1) is { } access && ToChange(call, 2) is { } modification
            ? call.Resource<FileDescriptor>(0).Node.SetTimes(access, modification)
            : WasiError.Overflow);

    private static ComponentValue? SetTimesAt(InterfaceCall call)
    {
        if (ToChange(call, 3) is not { } access || ToChange(call, 4) is not { } modification)
        {
            return call.Refuse(WasiError.Overflow);
        }

        var follow = FollowsLinks(call[1]);
        return Outcome.Of(call, PathUse.In(call, 0, 2, (directory, path) => directory.SetTimes(path, follow, access, modification)));
    }

    /// <summary>A <c>new-timestamp</c>; null for a time that cannot be said.</summary>
    private static TimeChange? ToChange(InterfaceCall call, int index) => call[index].AsVariant() switch
    {
        ("now", _) => new TimeChange(TimeChangeKind.Now, 0),
        ("timestamp", { } time) => (call.IsPreview3 ? Instants.ToNanoseconds(time) : DateTimes.ToNanoseconds(time)) is { } nanoseconds
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

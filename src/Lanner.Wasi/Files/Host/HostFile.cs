using System.Runtime.InteropServices;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Files.Host;

/// <summary>A file of the host, or a pipe or device in its place. Where system calls could take arbitrarily long, the guest waits in a way
/// that can be interrupted.</summary>
internal sealed unsafe class HostFile : OpenFile
{
    /// <summary>The flags that Linux can change of an open file. It says nothing about the others.</summary>
    private const FileFlags Changeable = FileFlags.Append | FileFlags.NonBlocking;

    private readonly HostHandle _handle;
    private readonly bool _isInherited;

    /// <summary>True if system calls on the handle never wait (O_NONBLOCK).</summary>
    private readonly bool _isNonBlocking;

    internal HostFile(
        HostHandle handle, FileType type, bool canRead, bool canWrite, FileFlags flags, bool isNonBlocking, bool isInherited = false)
    {
        _handle = handle;
        Type = type;
        CanRead = canRead;
        CanWrite = canWrite;
        Flags = flags;
        _isNonBlocking = isNonBlocking;
        _isInherited = isInherited;
    }

    internal override FileType Type { get; }

    internal override bool CanRead { get; }

    internal override bool CanWrite { get; }

    internal override int PollHandle => CanWait ? _handle.Number : -1;

    internal override ulong BytesReady
    {
        get
        {
            if (CanWait)
            {
                const nuint bytesReady = 0x541B;
                var count = 0;
                return SystemCalls.DeviceControl(_handle.Number, bytesReady, &count) == 0 ? (uint)count : 1;
            }

            return GetStatus(out var status) == WasiError.Success && Seek(0, SeekOrigin.Current, out var position) == WasiError.Success
                && status.Size > position
                ? status.Size - position
                : 0;
        }
    }

    internal override bool IsReady(bool forWriting)
    {
        var entry = new PollEntry(_handle.Number, forWriting);
        return !CanWait || PollEntry.Wait(new Span<PollEntry>(ref entry), 0) != 0;
    }

    /// <summary>True if reading and writing can take arbitrarily long.</summary>
    private bool CanWait => Type is not (FileType.RegularFile or FileType.BlockDevice);

    internal static int ToLinux(FileFlags flags) =>
        ((flags & FileFlags.Append) != 0 ? SystemCalls.OpenAppend : 0)
        | ((flags & FileFlags.DataSync) != 0 ? SystemCalls.OpenDataSync : 0)
        | ((flags & FileFlags.NonBlocking) != 0 ? SystemCalls.OpenNonBlocking : 0)
        | ((flags & (FileFlags.Sync | FileFlags.ReadSync)) != 0 ? SystemCalls.OpenSync : 0);

    internal override WasiError SetFlags(FileFlags flags)
    {
        // What was inherited is shared with other processes, which must not notice. Whether it waits is decided here in any case.
        var native = ToLinux(flags & Changeable) | (_isNonBlocking ? SystemCalls.OpenNonBlocking : 0);
        var error = _isInherited ? WasiError.Success : LinuxErrors.Of(SystemCalls.Control(_handle.Number, SystemCalls.SetFlags, native));
        if (error == WasiError.Success)
        {
            Flags = (flags & Changeable) | (Flags & ~Changeable);
        }

        return error;
    }

    internal override WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        fixed (IoVector* first = vectors)
        {
            WasiError error;
            count = 0;
            do
            {
                error = BeforeCall(forWriting: false, waiter);
                if (error == WasiError.Success)
                {
                    var result = SystemCalls.Read(_handle.Number, first, vectors.Length);
                    if (result >= 0)
                    {
                        count = (ulong)result;
                        return WasiError.Success;
                    }

                    error = AfterFailure(forWriting: false, waiter);
                }
            }
            while (error == WasiError.Success);
            return error;
        }
    }

    internal override WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        fixed (IoVector* first = vectors)
        {
            WasiError error;
            count = 0;
            do
            {
                error = BeforeCall(forWriting: true, waiter);
                if (error == WasiError.Success)
                {
                    var result = SystemCalls.Write(_handle.Number, first, vectors.Length);
                    if (result >= 0)
                    {
                        count = (ulong)result;
                        return WasiError.Success;
                    }

                    error = AfterFailure(forWriting: true, waiter);
                }
            }
            while (error == WasiError.Success);
            return error;
        }
    }

    internal override WasiError ReadAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count)
    {
        fixed (IoVector* first = vectors)
        {
            return Finish(SystemCalls.ReadAt(_handle.Number, first, vectors.Length, (long)offset), out count);
        }
    }

    internal override WasiError WriteAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count)
    {
        fixed (IoVector* first = vectors)
        {
            return Finish(SystemCalls.WriteAt(_handle.Number, first, vectors.Length, (long)offset), out count);
        }
    }

    internal override WasiError Seek(long offset, SeekOrigin origin, out ulong position) =>
        Finish(SystemCalls.Seek(_handle.Number, offset, (int)origin), out position);

    internal override WasiError SetSize(ulong size) =>
        size > long.MaxValue ? WasiError.Invalid : LinuxErrors.Of(SystemCalls.SetSize(_handle.Number, (long)size));

    internal override WasiError Allocate(ulong offset, ulong length) => offset > long.MaxValue || length > long.MaxValue
        ? WasiError.Invalid
        : LinuxErrors.Of(SystemCalls.Allocate(_handle.Number, 0, (long)offset, (long)length));

    internal override WasiError Advise(ulong offset, ulong length, int advice)
    {
        // Linux has "sequential" and "random" the other way round.
        ReadOnlySpan<int> numbers = [0, 2, 1, 3, 4, 5];
        return offset > long.MaxValue || length > long.MaxValue
            ? WasiError.Invalid
            : LinuxErrors.FromLinux(SystemCalls.Advise(_handle.Number, (long)offset, (long)length, numbers[advice]));
    }

    internal override WasiError Sync(bool dataOnly) =>
        LinuxErrors.Of(dataOnly ? SystemCalls.SyncData(_handle.Number) : SystemCalls.Sync(_handle.Number));

    internal override WasiError GetStatus(out FileStatus status) => HostStatus.Of(_handle.Number, out status);

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification)
    {
        var times = stackalloc long[4];
        HostTimes.Write(times, access, modification);
        return LinuxErrors.Of(SystemCalls.SetTimes(_handle.Number, times));
    }

    protected override void Dispose(bool disposing)
    {
        _handle.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Sees to it that a call on a handle that waits will not have to.</summary>
    private WasiError BeforeCall(bool forWriting, Waiter waiter)
    {
        if (_isNonBlocking || !CanWait)
        {
            return WasiError.Success;
        }

        if ((Flags & FileFlags.NonBlocking) != 0)
        {
            return IsReady(forWriting) ? WasiError.Success : WasiError.TryAgain;
        }

        return waiter.CanBeInterrupted || waiter.IsNonBlocking ? waiter.WaitForHandle(_handle.Number, forWriting) : WasiError.Success;
    }

    /// <summary>Says whether to try again, after having waited where need be.</summary>
    private WasiError AfterFailure(bool forWriting, Waiter waiter) => Marshal.GetLastPInvokeError() switch
    {
        LinuxErrors.Interrupted => waiter.IsInterrupted ? WasiError.Interrupted : WasiError.Success,
        LinuxErrors.TryAgain when (Flags & FileFlags.NonBlocking) == 0 => waiter.WaitForHandle(_handle.Number, forWriting),
        var error => LinuxErrors.FromLinux(error),
    };

    private static WasiError Finish(long result, out ulong count)
    {
        count = result < 0 ? 0 : (ulong)result;
        return LinuxErrors.Of(result);
    }
}

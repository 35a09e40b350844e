using Lanner.Components;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>Errors as the enum <c>error-code</c>.</summary>
internal static class ErrorCodes
{
    /// <summary>The result of what has failed.</summary>
    internal static ComponentValue Refuse(WasiError error) => ComponentValue.Error(Of(error));

    internal static ComponentValue Of(WasiError error) => ComponentValue.FromEnum(NameOf(error));

    private static string NameOf(WasiError error) => error switch
    {
        WasiError.AccessDenied => "access",
        WasiError.TryAgain => "would-block",
        WasiError.BadDescriptor => "bad-descriptor",
        WasiError.Busy => "busy",
        WasiError.QuotaExceeded or WasiError.TooManyOpenFiles or WasiError.FileTableOverflow => "quota",
        WasiError.Exists => "exist",
        WasiError.FileTooLarge => "file-too-large",
        WasiError.IllegalSequence => "illegal-byte-sequence",
        WasiError.InProgress => "in-progress",
        WasiError.Interrupted => "interrupted",
        WasiError.Invalid => "invalid",
        WasiError.IsDirectory => "is-directory",
        WasiError.Loop => "loop",
        WasiError.TooManyLinks => "too-many-links",
        WasiError.MessageSize => "message-size",
        WasiError.NameTooLong => "name-too-long",
        WasiError.NoDevice => "no-device",
        WasiError.NoEntry => "no-entry",
        WasiError.NoLocks => "no-lock",
        WasiError.NoMemory => "insufficient-memory",
        WasiError.NoSpace => "insufficient-space",
        WasiError.NotDirectory => "not-directory",
        WasiError.NotEmpty => "not-empty",
        WasiError.NotSupported or WasiError.NotImplemented => "unsupported",
        WasiError.NotTerminal => "no-tty",
        WasiError.NoSuchDevice => "no-such-device",
        WasiError.Overflow => "overflow",
        WasiError.NotPermitted or WasiError.NotCapable => "not-permitted",
        WasiError.BrokenPipe => "pipe",
        WasiError.ReadOnlyFileSystem => "read-only",
        WasiError.IllegalSeek => "invalid-seek",
        WasiError.TextFileBusy => "text-file-busy",
        WasiError.CrossDevice => "cross-device",
        _ => "io",
    };
}

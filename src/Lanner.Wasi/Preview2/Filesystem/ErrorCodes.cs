using Lanner.Components;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>Errors as the <c>error-code</c> of a version: an enum, and a variant in WASI 0.3.</summary>
internal static class ErrorCodes
{
    /// <summary>The result of what has failed.</summary>
    internal static ComponentValue Refuse(this InterfaceCall call, WasiError error) =>
        ComponentValue.Error(call.IsPreview3 ? Variant(error) : Enum(error));

    internal static ComponentValue Enum(WasiError error) =>
        ComponentValue.FromEnum(error == WasiError.TryAgain ? "would-block" : NameOf(error));

    internal static ComponentValue Variant(WasiError error) => ComponentValue.FromVariant(NameOf(error));

    private static string NameOf(WasiError error) => error switch
    {
        WasiError.AccessDenied => "access",
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

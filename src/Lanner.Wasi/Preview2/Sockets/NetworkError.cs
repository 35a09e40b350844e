using System.Net.Sockets;
using Lanner.Components;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>A case of the enum <c>error-code</c> of <c>wasi:sockets/network</c>. Where a function may fail with one, null is
/// success.</summary>
/// <param name="Label">The name of the case.</param>
internal sealed record NetworkError(string Label)
{
    private static readonly ComponentValue Done = ComponentValue.Ok();

    internal static NetworkError Unknown { get; } = new("unknown");

    internal static NetworkError AccessDenied { get; } = new("access-denied");

    internal static NetworkError NotSupported { get; } = new("not-supported");

    internal static NetworkError InvalidArgument { get; } = new("invalid-argument");

    internal static NetworkError ConcurrencyConflict { get; } = new("concurrency-conflict");

    internal static NetworkError NotInProgress { get; } = new("not-in-progress");

    internal static NetworkError WouldBlock { get; } = new("would-block");

    internal static NetworkError InvalidState { get; } = new("invalid-state");

    internal static NetworkError NewSocketLimit { get; } = new("new-socket-limit");

    internal static NetworkError DatagramTooLarge { get; } = new("datagram-too-large");

    /// <summary>The result of what has failed.</summary>
    internal ComponentValue Result => ComponentValue.Error(ComponentValue.FromEnum(Label));

    /// <summary>The error as a case of the variant of WASI 0.3, which has fewer.</summary>
    internal ComponentValue Variant => Label switch
    {
        "unknown" => ComponentValue.FromVariant("other", ComponentValue.None),
        "would-block" or "not-in-progress" or "concurrency-conflict" => ComponentValue.FromVariant("invalid-state"),
        "new-socket-limit" => ComponentValue.FromVariant("other", ComponentValue.Some(ComponentValue.FromString(Label))),
        _ => ComponentValue.FromVariant(Label),
    };

    /// <summary>The result of what has failed, in the version of a call.</summary>
    internal ComponentValue In(InterfaceCall call) => call.IsPreview3 ? ComponentValue.Error(Variant) : Result;

    /// <summary>The result of what gives no value.</summary>
    internal static ComponentValue ResultOf(NetworkError? error) => error?.Result ?? Done;

    /// <summary>An error of the operating system.</summary>
    internal static NetworkError Of(SocketError error) => error switch
    {
        SocketError.AccessDenied => AccessDenied,
        SocketError.OperationNotSupported or SocketError.AddressFamilyNotSupported or SocketError.ProtocolNotSupported
            or SocketError.ProtocolOption => NotSupported,
        SocketError.InvalidArgument or SocketError.Fault => InvalidArgument,
        SocketError.NoBufferSpaceAvailable => new("out-of-memory"),
        SocketError.TimedOut => new("timeout"),
        SocketError.AlreadyInProgress => ConcurrencyConflict,
        SocketError.WouldBlock or SocketError.IOPending or SocketError.InProgress => WouldBlock,
        SocketError.IsConnected or SocketError.NotConnected or SocketError.DestinationAddressRequired => InvalidState,
        SocketError.TooManyOpenSockets => NewSocketLimit,
        SocketError.AddressNotAvailable => new("address-not-bindable"),
        SocketError.AddressAlreadyInUse => new("address-in-use"),
        SocketError.HostUnreachable or SocketError.HostDown or SocketError.NetworkUnreachable or SocketError.NetworkDown =>
            new("remote-unreachable"),
        SocketError.ConnectionRefused => new("connection-refused"),
        SocketError.ConnectionReset or SocketError.NetworkReset => new("connection-reset"),
        SocketError.ConnectionAborted => new("connection-aborted"),
        SocketError.MessageSize => DatagramTooLarge,
        _ => Unknown,
    };

    /// <summary>A look-up of a name that found nothing.</summary>
    internal static NetworkError Of(NameOutcome outcome) => outcome switch
    {
        NameOutcome.Denied => AccessDenied,
        NameOutcome.Invalid => InvalidArgument,
        NameOutcome.NotFound => new("name-unresolvable"),
        NameOutcome.TemporaryFailure => new("temporary-resolver-failure"),
        _ => new("permanent-resolver-failure"),
    };
}

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The states of a <c>tcp-socket</c>, as the specification names them.</summary>
internal enum TcpState
{
    Unbound,
    BindInProgress,
    Bound,
    ListenInProgress,
    Listening,
    ConnectInProgress,
    Connected,
    Closed,
}

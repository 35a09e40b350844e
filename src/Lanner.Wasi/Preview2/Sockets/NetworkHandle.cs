namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>A <c>network</c>. All that a guest has stand for the same: what it was granted.</summary>
internal sealed class NetworkHandle : HostResource;

using Lanner.Wasi;

namespace Lanner.Hosting;

/// <summary>A directory of the host that a guest is granted.</summary>
/// <param name="HostPath">The directory.</param>
/// <param name="GuestPath">The name by which the guest knows it.</param>
/// <param name="Rights">The rights of the guest there.</param>
public sealed record GuestDirectory(string HostPath, string GuestPath, DirectoryRights Rights = DirectoryRights.ReadOnly);

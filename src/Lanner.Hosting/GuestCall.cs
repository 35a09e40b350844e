using Lanner.Wasi;

namespace Lanner.Hosting;

/// <summary>What is particular to one call of a guest. Immutable.</summary>
public sealed record GuestCall
{
    /// <summary>The time that the call may take, where that is less than <see cref="GuestOptions.CallTime"/>; null for that.</summary>
    public TimeSpan? CallTime { get; init; }

    /// <summary>The number of bytes that the guest may answer with, where that is less than <see cref="GuestOptions.ResponseBytes"/>; null
    /// for that.</summary>
    public long? ResponseBytes { get; init; }

    /// <summary>Says what else the instance is given, such as standard input, output and environment variables of the call; null for
    /// nothing. The call then has a fresh instance, which serves no other one.</summary>
    public Action<WasiContextBuilder>? ConfigureWasi { get; init; }
}

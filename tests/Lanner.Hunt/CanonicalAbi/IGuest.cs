using Lanner.Components;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>An engine that runs the component of <see cref="GuestText"/>.</summary>
internal interface IGuest : IDisposable
{
    string Name { get; }

    /// <summary>Takes a component.</summary>
    void Load(byte[] component);

    /// <summary>Makes a new instance, so that memories are as they were at first.</summary>
    void Restart();

    /// <summary>Calls a function.</summary>
    /// <param name="function">The name.</param>
    /// <param name="arguments">The arguments.</param>
    GuestOutcome Call(string function, params ReadOnlySpan<ComponentValue> arguments);
}

/// <summary>The outcome of a call, as text.</summary>
/// <param name="Result">The result; nothing, if there is none; or that the guest trapped.</param>
/// <param name="Received">The value that the guest passed to the host, if it did.</param>
internal readonly record struct GuestOutcome(string Result, string Received)
{
    internal static readonly GuestOutcome Trap = new("a trap", "");
}

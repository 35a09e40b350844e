namespace Lanner.Wasi;

/// <summary>The failure of a store of keys and values, whose message the guest gets.</summary>
public sealed class WasiKeyValueException : IOException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">The message, for the guest.</param>
    public WasiKeyValueException(string message)
        : base(message)
    {
    }
}

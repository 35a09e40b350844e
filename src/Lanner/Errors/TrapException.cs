namespace Lanner;

/// <summary>A guest was stopped by a trap.</summary>
public sealed class TrapException : LannerException
{
    internal TrapException(TrapCode code, Exception? innerException = null)
        : base(code.ToString(), innerException) => Code = code;

    /// <summary>Why.</summary>
    public TrapCode Code { get; }
}

namespace Lanner;

/// <summary>A file with a compiled module cannot be used: it is none, it was cut or changed, or it was compiled for other options, another
/// version or another processor. Compiling the module again helps.</summary>
public sealed class CompiledModuleException : LannerException
{
    internal CompiledModuleException(string reason, Exception? innerException = null)
        : base($"The compiled module cannot be used: {reason}", innerException) => Reason = reason;

    /// <summary>Why it cannot be used.</summary>
    public string Reason { get; }
}

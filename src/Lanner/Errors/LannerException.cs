namespace Lanner;

/// <summary>The base of every exception that Lanner throws on account of a module or what it does. Mistakes of the embedder are
/// <see cref="ArgumentException"/> and <see cref="InvalidOperationException"/> as everywhere in .NET.</summary>
public abstract class LannerException : Exception
{
    private protected LannerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

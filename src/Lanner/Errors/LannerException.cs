namespace Lanner;

/// <summary>The base of every exception that Lanner throws on account of a module or what it does. Mistakes of the embedder are
/// <see cref="ArgumentException"/> and <see cref="InvalidOperationException"/> as everywhere in .NET.</summary>
public abstract class LannerException : Exception
{
    /// <summary>So much of the text of frames is kept at each end.</summary>
    private const int MostCharacters = 16 << 10;

    private protected LannerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The frames of .NET that the exception came through, as of every exception; of very many, such as when a guest has used up
    /// the stack, only the first and the last.</summary>
    public override string? StackTrace => Shortened(base.StackTrace);

    /// <summary>A stack of 8 MiB can have a hundred thousand frames, whose text has ten million characters.</summary>
    private protected static string? Shortened(string? trace)
    {
        if (trace is null || trace.Length <= 2 * MostCharacters)
        {
            return trace;
        }

        var left = trace.Length - (2 * MostCharacters);
        return $"{trace.AsSpan(0, MostCharacters)}{Environment.NewLine}"
            + $"   … {left} characters …{Environment.NewLine}{trace.AsSpan(trace.Length - MostCharacters)}";
    }
}

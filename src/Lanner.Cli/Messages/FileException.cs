namespace Lanner.Cli.Messages;

/// <summary>Something is wrong with a file that the command line names, or with what is in it.</summary>
/// <param name="path">The file, as it was named.</param>
/// <param name="message">The reason.</param>
/// <param name="cause">The exception that told so, if there was one.</param>
internal sealed class FileException(string path, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The file, as it was named.</summary>
    internal string Path { get; } = path;

    /// <summary>The line in which the mistake is, from 1; 0 when it is not in a text.</summary>
    internal int Line { get; init; }

    /// <summary>The column in characters, from 1; 0 for the whole line.</summary>
    internal int Column { get; init; }

    /// <summary>The file and the place in it, as editors and other tools know it: <c>file:line:column</c>.</summary>
    internal string Place => Line == 0 ? Path : Column == 0 ? $"{Path}:{Line}" : $"{Path}:{Line}:{Column}";

    /// <summary>The exception for a module or component that is not right, with the place of the mistake in a text.</summary>
    /// <param name="path">The file, as it was named.</param>
    /// <param name="error">The mistake.</param>
    /// <param name="hint">The words that follow.</param>
    internal static FileException Of(string path, LannerException error, string hint = "") => error switch
    {
        MalformedTextException { Line: var line, Column: var column } text =>
            new FileException(path, text.Reason + hint, error) { Line = line, Column = column },
        InvalidModuleException { Line: { } line, Column: { } column } text =>
            new FileException(path, text.Reason + hint, error) { Line = line, Column = column },
        _ => new FileException(path, error.Message + hint, error),
    };
}

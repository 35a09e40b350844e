namespace Lanner.Cli.Messages;

/// <summary>Something is wrong with a file that the command line names, or with what is in it.</summary>
/// <param name="path">The file, as it was named.</param>
/// <param name="message">What is wrong.</param>
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
}

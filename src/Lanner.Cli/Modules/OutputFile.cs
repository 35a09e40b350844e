using Lanner.Cli.Messages;

namespace Lanner.Cli.Modules;

/// <summary>Writes the results of commands. A file is there whole, or is as it was before.</summary>
internal static class OutputFile
{
    /// <param name="path">The file; null or <c>-</c> for standard output.</param>
    /// <param name="write">Writes the content. When it throws, the file is not changed.</param>
    internal static void Write(string? path, Action<Stream> write)
    {
        if (path is null or StandardStream.Name)
        {
            using var output = Console.OpenStandardOutput();
            write(output);
            return;
        }

        if (File.Exists(path))
        {
            // A device or a pipe is written to, since nothing may take its place, and so is a file that has nothing to lose.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
            if (!stream.CanSeek || stream.Length == 0)
            {
                write(stream);
                return;
            }
        }

        var file = new FileInfo(path);
        Replace(file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName, write);
    }

    private static void Replace(string path, Action<Stream> write)
    {
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}

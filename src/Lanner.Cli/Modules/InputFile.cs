using Lanner.Cli.Messages;

namespace Lanner.Cli.Modules;

/// <summary>Reads the files that command lines name.</summary>
internal static class InputFile
{
    /// <summary>Reads a file, or standard input.</summary>
    /// <exception cref="FileException">There is no such file, or it cannot be read, or it is empty.</exception>
    internal static byte[] Read(string path)
    {
        var isStandard = path == StandardStream.Name;
        var bytes = isStandard ? ReadStandardInput() : ReadFile(path);
        return bytes.Length > 0 ? bytes : throw new FileException(path, isStandard ? "standard input is empty" : "the file is empty");
    }

    /// <summary>Says in plain words what .NET says in its own.</summary>
    /// <exception cref="FileException">There is no such file.</exception>
    internal static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FileException(path, "this is a directory, not a file");
        }

        if (!File.Exists(path))
        {
            throw new FileException(path, "there is no such file");
        }
    }

    private static byte[] ReadFile(string path)
    {
        Require(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileException(path, exception.Message, exception);
        }
    }

    private static byte[] ReadStandardInput()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new MemoryStream();
        input.CopyTo(buffer);
        return buffer.ToArray();
    }
}

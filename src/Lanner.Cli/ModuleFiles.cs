using System.CommandLine;
using System.CommandLine.Parsing;
using Lanner.Binary;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Cli;

/// <summary>Reads the modules that command lines name.</summary>
internal static class ModuleFiles
{
    /// <summary>Stands for standard input or output in place of a file.</summary>
    internal const string Standard = "-";

    /// <summary>The argument of a command that names a module. A file whose name begins with a hyphen is named with its folder
    /// (<c>./-x</c>): alone it would be taken for an option that was misspelt.</summary>
    internal static Argument<string> CreateArgument(string description)
    {
        var argument = new Argument<string>("FILE") { Description = description };
        argument.Validators.Add(RejectOptions);
        return argument;
    }

    /// <summary>The argument of a command that takes several modules.</summary>
    internal static Argument<string[]> CreateManyArgument(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(RejectOptions);
        return argument;
    }

    /// <summary>Makes the module in a file, binary or text.</summary>
    /// <exception cref="FileException">There is no such file, or what is in it is not a module that the engine takes.</exception>
    internal static Module Load(Engine engine, string path) => Make(engine, path, Read(path));

    /// <summary>Makes a module, binary or text.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">Where it comes from.</param>
    /// <param name="bytes">What was read there.</param>
    /// <exception cref="FileException">It is not a module that the engine takes.</exception>
    internal static Module Make(Engine engine, string path, byte[] bytes)
    {
        try
        {
            return TextModule.IsText(bytes, path) ? Module.FromText(engine, bytes) : Module.FromBinary(engine, bytes);
        }
        catch (LannerException error) when (error is MalformedModuleException or InvalidModuleException)
        {
            throw Explain(path, error, FeatureOptions.Suggest(bytes, path, engine.Options.Features));
        }
    }

    /// <summary>Reads a module that may use every feature, in the binary format; from text it is translated.</summary>
    /// <param name="path">The file.</param>
    /// <param name="validates">Whether the module has to be valid.</param>
    /// <exception cref="FileException">There is no such file, or what is in it is not a module.</exception>
    internal static byte[] ReadBinary(string path, bool validates)
    {
        var bytes = Read(path);
        var isText = TextModule.IsText(bytes, path);
        try
        {
            var binary = isText ? TextModule.ToBinary(bytes, WasmFeatures.All) : bytes;
            if (validates)
            {
                Validate(bytes, binary, isText);
            }

            return binary;
        }
        catch (LannerException error) when (error is MalformedModuleException or InvalidModuleException)
        {
            throw Explain(path, error, "");
        }
    }

    /// <summary>The error of a module with the file in which it is, and the place in its text.</summary>
    internal static FileException Explain(string path, LannerException error, string hint) => error switch
    {
        MalformedTextException text => new FileException(path, text.Reason + hint, error) { Line = text.Line, Column = text.Column },
        InvalidModuleException { Line: { } line, Column: { } column } text => new FileException(path, text.Reason + hint, error) { Line = line, Column = column },
        _ => new FileException(path, error.Message + hint, error),
    };

    /// <summary>Reads a file, or standard input.</summary>
    /// <exception cref="FileException">There is no such file, or it cannot be read, or it is empty.</exception>
    internal static byte[] Read(string path)
    {
        var bytes = path == Standard ? ReadStandardInput() : ReadFile(path);
        return bytes.Length > 0 ? bytes : throw new FileException(path, path == Standard ? "standard input is empty" : "the file is empty");
    }

    /// <summary>Says in plain words what .NET says in its own.</summary>
    /// <exception cref="FileException">There is no such file.</exception>
    internal static void RequireFile(string path)
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
        RequireFile(path);
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

    private static void Validate(byte[] bytes, byte[] binary, bool isText)
    {
        try
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(binary, WasmFeatures.All));
        }
        catch (InvalidModuleException error) when (isText)
        {
            throw TextModule.Locate(bytes, WasmFeatures.All, error);
        }
    }

    private static void RejectOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && token.Value != Standard) is { } token
            && result.Parent is CommandResult { Command: var command })
        {
            result.AddError(CommandLineErrors.UnknownOption(token.Value, command));
        }
    }
}

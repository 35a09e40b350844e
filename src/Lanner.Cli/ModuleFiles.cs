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

    /// <summary>The argument of a command that names a module. A file whose name begins with a hyphen is named with its folder (<c>./-x</c>): alone it would be taken for
    /// an option that was misspelt.</summary>
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
    internal static Module Load(Engine engine, string path)
    {
        if (path == Standard)
        {
            using var input = Console.OpenStandardInput();
            return Module.FromStream(engine, input);
        }

        RequireFile(path);
        return Module.FromFile(engine, path);
    }

    /// <summary>Reads a module that may use every feature, in the binary format; from text it is translated.</summary>
    /// <param name="path">The file.</param>
    /// <param name="validates">Whether the module has to be valid.</param>
    internal static byte[] ReadBinary(string path, bool validates)
    {
        var bytes = ReadBytes(path);
        var isText = TextModule.IsText(bytes, path);
        var binary = isText ? TextModule.ToBinary(bytes, WasmFeatures.All) : bytes;
        if (validates)
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

        return binary;
    }

    private static void RejectOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && token.Value != Standard) is { } token)
        {
            result.AddError($"There is no option {token.Value}.");
        }
    }

    private static byte[] ReadBytes(string path)
    {
        if (path != Standard)
        {
            RequireFile(path);
            return File.ReadAllBytes(path);
        }

        using var input = Console.OpenStandardInput();
        var buffer = new MemoryStream();
        input.CopyTo(buffer);
        return buffer.ToArray();
    }

    /// <summary>Says in plain words what .NET says in its own.</summary>
    internal static void RequireFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("this is a directory, not a file");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException("there is no such file");
        }
    }
}

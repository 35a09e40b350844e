using System.CommandLine;
using Lanner.Cli.Messages;

namespace Lanner.Cli.CommandLine;

/// <summary>The options of <c>lanner compile</c> that make a library of .NET, or an executable.</summary>
internal sealed class LibraryCommandOptions
{
    private readonly Option<bool> _library = new("--library")
    {
        Description = "Makes an assembly of .NET with a class for the module, and its documentation beside it.",
    };

    private readonly Option<bool> _executable = new("--exe")
    {
        Description = "Makes a stand-alone executable of a program for WASI, with the SDK of .NET and NativeAOT.",
    };

    private readonly Option<string?> _namespace = new("--namespace")
    {
        Description = "The namespace of the class of a library.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _class = new("--class")
    {
        Description = "The name of the class of a library; by default that of the file.",
        HelpName = "NAME",
    };

    private readonly Option<OptionValue<Memories>?> _memory = OptionValues.Create(
        "--memory", "KIND", "The memories that a library or an executable is for: auto (both kinds), guarded or checked.", ReadMemories);

    private readonly Option<OptionValue<ErrorFormat>?> _errors = OptionValues.Create(
        "--errors", "FORMAT", "The form of messages: text, or msbuild for those that a build understands.", ReadFormat);

    /// <summary>The kinds of memories that a library can be for.</summary>
    private enum Memories
    {
        Auto,
        Guarded,
        Checked,
    }

    internal void AddTo(Command command)
    {
        command.Add(_library);
        command.Add(_executable);
        command.Add(_namespace);
        command.Add(_class);
        command.Add(_memory);
        command.Add(_errors);
    }

    /// <summary>Refuses options that do not go together.</summary>
    /// <exception cref="NotSupportedException">There are some.</exception>
    internal void Check(ParseResult result)
    {
        if (IsLibrary(result) && IsExecutable(result))
        {
            throw new NotSupportedException("--library and --exe do not go together");
        }

        foreach (var option in new Option[] { _namespace, _class })
        {
            if (!IsLibrary(result) && result.GetResult(option) is not null)
            {
                throw new NotSupportedException($"{option.Name} is for a library (--library)");
            }
        }

        if (!IsLibrary(result) && !IsExecutable(result) && result.GetResult(_memory) is not null)
        {
            throw new NotSupportedException($"{_memory.Name} is for a library or an executable (--library, --exe)");
        }
    }

    /// <summary>True if a library is asked for.</summary>
    internal bool IsLibrary(ParseResult result) => result.GetValue(_library);

    /// <summary>True if an executable is asked for.</summary>
    internal bool IsExecutable(ParseResult result) => result.GetValue(_executable);

    /// <summary>The form of messages.</summary>
    internal ErrorFormat Errors(ParseResult result) => result.ValueOf(_errors) ?? ErrorFormat.Text;

    /// <summary>The choices for the library.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="name">The name of the file, without its extension.</param>
    /// <param name="engine">The engine that the module was loaded in.</param>
    internal LibraryOptions Read(ParseResult result, string name, Engine engine) => new()
    {
        Namespace = result.GetValue(_namespace) ?? "",
        ClassName = result.GetValue(_class) ?? ClassNameOf(name),
        MemoryMode = MemoryModeOf(result, engine),
    };

    /// <summary>The kind of memories; null for both.</summary>
    internal MemoryMode? MemoryModeOf(ParseResult result, Engine engine) => result.ValueOf(_memory) switch
    {
        Memories.Guarded => MemoryMode.Guarded,
        Memories.Checked => MemoryMode.Checked,
        _ => engine.Options.MemoryMode,
    };

    /// <summary>A file such as <c>my-library</c> makes a class <c>MyLibrary</c>.</summary>
    private static string ClassNameOf(string name) => string.Concat(
        name.Split([.. name.Where(letter => !char.IsLetterOrDigit(letter))], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static Memories ReadMemories(string text) => text switch
    {
        "auto" => Memories.Auto,
        "guarded" => Memories.Guarded,
        "checked" => Memories.Checked,
        _ => throw new FormatException($"'{text}' is none of auto, guarded and checked"),
    };

    private static ErrorFormat ReadFormat(string text) => text switch
    {
        "text" => ErrorFormat.Text,
        "msbuild" => ErrorFormat.MSBuild,
        _ => throw new FormatException($"'{text}' is neither text nor msbuild"),
    };
}

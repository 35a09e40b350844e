using System.Text;
using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Cli;

/// <summary>The package <c>wasi:cli</c>.</summary>
internal static class CliInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        DefineEnvironment(define("wasi:cli/environment"), "initial-cwd");
        DefineExit(define("wasi:cli/exit"));
        DefineInput(define);
        DefineOutput(define, "stdout", static context => context.Output);
        DefineOutput(define, "stderr", static context => context.Error);
        DefineTerminals(define);
    }

    /// <summary>Defines the environment, with the name that the function for the working directory has.</summary>
    internal static void DefineEnvironment(InterfaceDefinition environment, string workingDirectory)
    {
        environment.Function("get-environment", call => ComponentValue.FromList([.. call.Context.Environment.Select(Variable)]));
        environment.Function(
            "get-arguments",
            call => ComponentValue.FromList([.. call.Context.Arguments.Select(text => ComponentValue.FromString(Decode(text)))]));
        environment.Function(workingDirectory, call => ComponentValue.None);
    }

    internal static void DefineExit(InterfaceDefinition exit)
    {
        exit.Function("exit", call => throw new WasiExitException(call[0].AsResult().IsError ? 1 : 0));
        exit.Function("exit-with-code", call => throw new WasiExitException(call[0].AsU8()));
    }

    internal static void DefineTerminals(Func<string, InterfaceDefinition> define)
    {
        define("wasi:cli/terminal-input").Resource(ResourceTypes.TerminalInput);
        define("wasi:cli/terminal-output").Resource(ResourceTypes.TerminalOutput);
        DefineTerminal(define, "stdin", ResourceTypes.TerminalInput, static context => context.Input);
        DefineTerminal(define, "stdout", ResourceTypes.TerminalOutput, static context => context.Output);
        DefineTerminal(define, "stderr", ResourceTypes.TerminalOutput, static context => context.Error);
    }

    private static void DefineTerminal(
        Func<string, InterfaceDefinition> define, string name, HostResourceType type, Func<WasiContext, OpenFile> find)
    {
        var terminal = define($"wasi:cli/terminal-{name}");
        terminal.Resource(type);
        terminal.Function($"get-terminal-{name}", call => TerminalOf(call, find(call.Context), type));
    }

    private static void DefineInput(Func<string, InterfaceDefinition> define)
    {
        var stream = define("wasi:cli/stdin");
        stream.Resource(ResourceTypes.InputStream);
        stream.Function(
            "get-stdin",
            call => call.Own(ResourceTypes.InputStream, new InputStream(new StandardInput(call.Context.Input))));
    }

    private static void DefineOutput(Func<string, InterfaceDefinition> define, string name, Func<WasiContext, OpenFile> find)
    {
        var stream = define($"wasi:cli/{name}");
        stream.Resource(ResourceTypes.OutputStream);
        stream.Function(
            $"get-{name}",
            call => call.Own(ResourceTypes.OutputStream, new OutputStream(new StandardOutput(find(call.Context)))));
    }

    private static ComponentValue? TerminalOf(InterfaceCall call, OpenFile file, HostResourceType type) =>
        file.Type == FileType.CharacterDevice ? ComponentValue.Some(call.Own(type, new Terminal())) : ComponentValue.None;

    private static ComponentValue Variable(byte[] text)
    {
        var (name, value) = Decode(text).Split('=', 2) is [var first, var rest] ? (first, rest) : ("", "");
        return ComponentValue.FromTuple(ComponentValue.FromString(name), ComponentValue.FromString(value));
    }

    /// <summary>The text of a string of C.</summary>
    private static string Decode(byte[] text) => Encoding.UTF8.GetString(text.AsSpan(0, text.Length - 1));
}

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
        var environment = define("wasi:cli/environment");
        environment.Function("get-environment", call => ComponentValue.FromList([.. call.Context.Environment.Select(Variable)]));
        environment.Function(
            "get-arguments",
            call => ComponentValue.FromList([.. call.Context.Arguments.Select(text => ComponentValue.FromString(Decode(text)))]));
        environment.Function("initial-cwd", call => ComponentValue.None);

        var exit = define("wasi:cli/exit");
        exit.Function("exit", call => throw new WasiExitException(call[0].AsResult().IsError ? 1 : 0));
        exit.Function("exit-with-code", call => throw new WasiExitException(call[0].AsU8()));

        DefineInput(define);
        DefineOutput(define, "stdout", context => context.Output);
        DefineOutput(define, "stderr", context => context.Error);
    }

    private static void DefineInput(Func<string, InterfaceDefinition> define)
    {
        var stream = define("wasi:cli/stdin");
        stream.Resource(ResourceTypes.InputStream);
        stream.Function(
            "get-stdin",
            call => call.Own(ResourceTypes.InputStream, new InputStream(new StandardInput(call.Context.Input))));
        define("wasi:cli/terminal-input").Resource(ResourceTypes.TerminalInput);
        var terminal = define("wasi:cli/terminal-stdin");
        terminal.Resource(ResourceTypes.TerminalInput);
        terminal.Function("get-terminal-stdin", call => TerminalOf(call, call.Context.Input, ResourceTypes.TerminalInput));
        define("wasi:cli/terminal-output").Resource(ResourceTypes.TerminalOutput);
    }

    private static void DefineOutput(Func<string, InterfaceDefinition> define, string name, Func<WasiContext, OpenFile> find)
    {
        var stream = define($"wasi:cli/{name}");
        stream.Resource(ResourceTypes.OutputStream);
        stream.Function(
            $"get-{name}",
            call => call.Own(ResourceTypes.OutputStream, new OutputStream(new StandardOutput(find(call.Context)))));
        var terminal = define($"wasi:cli/terminal-{name}");
        terminal.Resource(ResourceTypes.TerminalOutput);
        terminal.Function($"get-terminal-{name}", call => TerminalOf(call, find(call.Context), ResourceTypes.TerminalOutput));
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

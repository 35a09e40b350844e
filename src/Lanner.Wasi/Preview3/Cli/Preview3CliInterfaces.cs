using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview3.Streams;
using Shared = Lanner.Wasi.Preview2.Cli.CliInterfaces;

namespace Lanner.Wasi.Preview3.Cli;

/// <summary>The package <c>wasi:cli</c>.</summary>
internal static class Preview3CliInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        Shared.DefineEnvironment(define("wasi:cli/environment"), "get-initial-cwd");
        Shared.DefineExit(define("wasi:cli/exit"));
        define("wasi:cli/stdin").Function(
            "read-via-stream", call => new FileByteSource(call.Context, call.Context.Input, ErrorCode).PassTo(call.Context));
        DefineOutput(define, "stdout", static context => context.Output);
        DefineOutput(define, "stderr", static context => context.Error);
        Shared.DefineTerminals(define);
    }

    private static void DefineOutput(Func<string, InterfaceDefinition> define, string name, Func<WasiContext, OpenFile> find) =>
        define($"wasi:cli/{name}").Function(
            "write-via-stream", call => Transfer.BeginFor(call, 0, new FileSink(find(call.Context), ErrorCode)));

    private static ComponentValue ErrorCode(WasiError error) => ComponentValue.FromEnum(error switch
    {
        WasiError.IllegalSequence => "illegal-byte-sequence",
        WasiError.BrokenPipe => "pipe",
        _ => "io",
    });
}

using Lanner.Wasi;

namespace Lanner.Native;

/// <summary>Why a call ended early.</summary>
internal sealed class TrapState(string message)
{
    /// <summary>Stands for no trap of WebAssembly: <c>LANNER_TRAP_NONE</c>.</summary>
    internal const int NoCode = -1;

    private IReadOnlyList<WasmFrame>? _frames;

    internal string Message { get; } = message;

    internal int Code { get; init; } = NoCode;

    internal int? ExitStatus { get; init; }

    /// <summary>The exception that knows where it happened; null while nothing has.</summary>
    internal Exception? Exception { get; set; }

    /// <summary>The functions that were active, the innermost first.</summary>
    internal IReadOnlyList<WasmFrame> Frames => _frames ??= Exception switch
    {
        null => [],
        TrapException trap => trap.Backtrace,
        var exception => WasmBacktrace.Of(exception),
    };
}

/// <summary>Carries a trap that a host function has returned through its guest.</summary>
internal sealed class HostTrapException(TrapState trap) : Exception(trap.Message)
{
    internal TrapState Trap { get; } = trap;
}

/// <summary>A function that was active when a guest trapped.</summary>
/// <param name="Frame">The engine's description.</param>
/// <param name="Store">The store; null if it is not known.</param>
internal sealed record FrameState(WasmFrame Frame, StoreState? Store)
{
    /// <summary>The only module of the store that has the function there, with its instance if that is the only one.</summary>
    private (Module Module, Instance? Instance, int Start)? Place
    {
        get
        {
            (Module, Instance?, int)? place = null;
            foreach (var (module, instance) in Store?.Instances ?? [])
            {
                if (module.Name() == Frame.ModuleName && FunctionBodies.Find(module, Frame.FunctionIndex) is var (start, size)
                    && (Frame.Offset < 0 || (Frame.Offset >= start && Frame.Offset < start + size)))
                {
                    if (place is not null)
                    {
                        return null;
                    }

                    place = (module, instance, start);
                }
            }

            return place;
        }
    }

    /// <summary>The instance, if there is only one that it can be.</summary>
    internal Instance? Instance => Place?.Instance;

    /// <summary>The offset of the instruction in the body of its function; null if it is not known.</summary>
    internal long? FunctionOffset => Frame.Offset >= 0 && Place is { Start: var start } ? Frame.Offset - start : null;
}

/// <summary>Makes traps of exceptions.</summary>
internal static unsafe class Traps
{
    internal static TrapState From(Exception exception)
    {
        switch (exception)
        {
            case HostTrapException { Trap: var host }:
                host.Exception ??= exception;
                return host;
            case TrapException trap:
                return new TrapState(trap.Message) { Code = (int)trap.Code, Exception = trap };
            case OperationCanceledException stopped:
                var cause = stopped.InnerException as TrapException;
                return new TrapState(cause?.Message ?? "interrupted")
                {
                    Code = (int)TrapCode.Interrupted,
                    Exception = cause ?? exception,
                };
            case WasiExitException exit:
                return new TrapState($"the program has ended with status {exit.ExitCode}") { ExitStatus = exit.ExitCode, Exception = exit };
            default:
                Failures.Set(exception);
                return new TrapState(Failures.Describe(exception)) { Exception = exception };
        }
    }

    internal static Item* ToItem(Exception exception, StoreState? store) => Item.Make(ItemKind.Trap, new Reference(From(exception), store));

    /// <summary>Takes over a trap that a host function has returned.</summary>
    internal static HostTrapException Take(Item* item)
    {
        var trap = References.Get<TrapState>(item, ItemKind.Trap);
        Item.Delete(item);
        return new HostTrapException(trap);
    }
}

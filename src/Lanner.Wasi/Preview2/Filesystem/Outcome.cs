using Lanner.Components;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>Results of functions that may fail with an <c>error-code</c>.</summary>
internal static class Outcome
{
    private static readonly ComponentValue Done = ComponentValue.Ok();

    /// <summary>The result of what gives no value.</summary>
    internal static ComponentValue? Of(InterfaceCall call, WasiError error) =>
        error == WasiError.Success ? Done : Refuse(call, error);

    /// <summary>The result of what gives a value if it succeeds.</summary>
    internal static ComponentValue? Of(InterfaceCall call, WasiError error, in ComponentValue value) =>
        error == WasiError.Success ? ComponentValue.Ok(value) : Refuse(call, error);

    /// <exception cref="TrapException">The guest was interrupted while it waited.</exception>
    private static ComponentValue Refuse(InterfaceCall call, WasiError error)
    {
        if (error == WasiError.Interrupted)
        {
            call.Store.ThrowIfInterrupted();
        }

        return call.Refuse(error);
    }
}

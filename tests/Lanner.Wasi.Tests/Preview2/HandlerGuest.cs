using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>A component that exports <c>wasi:http/incoming-handler</c>, and whose program is the test.</summary>
internal sealed class HandlerGuest : IDisposable
{
    private const string Text = """
        (component
          (import "wasi:http/types@0.2.3" (instance $types
            (export "incoming-request" (type (sub resource)))
            (export "response-outparam" (type (sub resource)))))
          (alias export $types "incoming-request" (type $request))
          (alias export $types "response-outparam" (type $outparam))
          (import "program" (func $program (param "request" (own $request)) (param "response-out" (own $outparam))))
          (core func $lowered (canon lower (func $program)))
          (core module $Main
            (import "host" "program" (func $program (param i32 i32)))
            (func (export "handle") (param i32 i32) (call $program (local.get 0) (local.get 1))))
          (core instance $main (instantiate $Main (with "host" (instance (export "program" (func $lowered))))))
          (func $handle (param "request" (own $request)) (param "response-out" (own $outparam))
            (canon lift (core func $main "handle")))
          (instance $handler (export "handle" (func $handle)))
          (export "wasi:http/incoming-handler@0.2.3" (instance $handler)))
        """;

    private readonly HttpGuest _guest;

    /// <summary>Makes a guest.</summary>
    /// <param name="program">The code for a request and the place for its response.</param>
    /// <param name="builder">The grants.</param>
    /// <param name="isInterruptible">True if it can be interrupted.</param>
    internal HandlerGuest(
        Action<HttpGuest, ComponentResource, ComponentResource> program, WasiContextBuilder? builder = null, bool isInterruptible = false)
    {
        _guest = new HttpGuest(builder, isInterruptible);
        var store = _guest.Guest.Store;
        var linker = new ComponentLinker(store.Engine);
        linker.DefineWasi(_guest.Context);
        linker.Define("program", (_, arguments) =>
        {
            program(_guest, arguments[0].AsResource(), arguments[1].AsResource());
            return null;
        });
        Component = Component.FromText(store.Engine, Text);
        Handler = new WasiHttpHandler(linker.Instantiate(store, Component), _guest.Context);
    }

    internal Component Component { get; }

    internal WasiHttpHandler Handler { get; }

    /// <summary>The number of resources that the guest has handles of.</summary>
    internal int Resources => _guest.Context.Resources.Count;

    /// <summary>Ends the guest, once its thread has left it.</summary>
    public void Dispose() => Assert.True(Patience.Until(() =>
    {
        try
        {
            _guest.Dispose();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }));
}

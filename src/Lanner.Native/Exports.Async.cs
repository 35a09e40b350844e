using System.Globalization;
using Lanner.Components;
using Lanner.Runtime;

namespace Lanner.Native;

/// <content>The functions of lanner.h for calls and host functions that wait.</content>
internal static unsafe partial class Exports
{
    internal static Item* lanner_func_call_async(Item* function, Vector* arguments, nint ended, void* environment)
    {
        var target = Item.Get<FunctionReference>(function, ItemKind.Function);
        return Item.Make(ItemKind.Call, AsyncCall.Begin(target, arguments, ended, environment));
    }

    internal static byte lanner_call_cancel(Item* call)
    {
        Item.Get<AsyncCall>(call, ItemKind.Call).Cancel();
        return 1;
    }

    internal static Item* lanner_func_new_async(Item* store, Item* type, nint callback, void* environment, nint finalizer)
    {
        var state = StoreOf(store);
        var function = AsyncHostFunction.Make(state, Types.ToFunctionType(type), callback, environment);
        state.AddFinalizer(environment, finalizer);
        return References.ToItem(function, state);
    }

    internal static byte lanner_completion_return(Item* completion, Vector* results)
    {
        Completion.Take(completion).Return(results);
        return 1;
    }

    internal static byte lanner_completion_return_text(Item* completion, Vector* text)
    {
        Completion.Take(completion).ReturnText(text);
        return 1;
    }

    internal static byte lanner_completion_trap(Item* completion, Item* trap)
    {
        var taken = Completion.Take(completion);
        try
        {
            taken.Fail(Traps.Take(trap));
            return 1;
        }
        catch (ArgumentException mistake)
        {
            taken.Fail(mistake);
            throw;
        }
    }

    internal static byte lanner_completion_on_cancel(Item* completion, nint cancelled, void* environment)
    {
        Item.Get<Completion>(completion, ItemKind.Completion).OnCancel(cancelled, environment);
        return 1;
    }

    internal static void lanner_waits(Vector* output)
    {
        RequireOutput(output);
        *output = default;
        var now = DateTimeOffset.UtcNow;
        Text.WriteMessage(output, string.Concat(GuestWait.GetAll().Select(wait => string.Create(
            CultureInfo.InvariantCulture,
            $"{wait.Function}, since {wait.Since:u}, {double.Max(0, (now - wait.Since).TotalSeconds):F1} s until now\n"))));
    }

    internal static byte lanner_set_thread_hooks(nint begin, nint end, void* environment)
    {
        if ((begin == 0) != (end == 0))
        {
            throw new ArgumentException("One of the hooks is null; two functions were expected, or none.");
        }

        GuestThreadHooks.Current = begin == 0
            ? null
            : new GuestThreadHooks(() => Startup.Loader.Finalize(begin, environment), () => Startup.Loader.Finalize(end, environment));
        return 1;
    }

    internal static Item* lanner_component_instance_call_async(
        Item* instance, byte* function, Vector* arguments, nint ended, void* environment)
    {
        var reference = Item.Get<Reference>(instance, ItemKind.ComponentInstance);
        var callee = ((ComponentInstance)reference.Target).ResolveFunction(Text.Read(function, nameof(function)));
        var text = Text.Read(arguments, nameof(arguments));
        return BeginCall(reference, (scheduler, token) => callee.CallJsonAsync(text, null, scheduler, token), ended, environment);
    }

    internal static Item* lanner_component_instance_call_wave_async(Item* instance, byte* call, nint ended, void* environment)
    {
        var reference = Item.Get<Reference>(instance, ItemKind.ComponentInstance);
        var target = (ComponentInstance)reference.Target;
        var text = Text.Read(call, nameof(call));
        return BeginCall(reference, (scheduler, token) => target.CallWaveAsync(text, scheduler, token), ended, environment);
    }

    internal static byte lanner_component_linker_define_async(
        Item* linker, byte* interfaceName, byte* name, nint callback, void* environment, nint finalizer)
    {
        var state = Item.Get<ComponentLinkerState>(linker, ItemKind.ComponentLinker);
        state.Linker.DefineJsonAsync(
            interfaceName is null ? null : Text.Read(interfaceName, nameof(interfaceName)),
            Text.Read(name, nameof(name)),
            new ComponentAsyncHostFunction(state.Store, callback, environment).Run);
        state.Store.AddFinalizer(environment, finalizer);
        return 1;
    }

    private static Item* BeginCall(
        Reference reference, Func<TaskScheduler, CancellationToken, Task<string>> begin, nint ended, void* environment) =>
        Item.Make(ItemKind.Call, AsyncCall.Begin(reference.Store!, begin, ended, environment));
}

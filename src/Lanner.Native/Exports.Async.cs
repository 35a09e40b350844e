namespace Lanner.Native;

/// <content>The functions of lanner.h for calls and host functions that wait.</content>
internal static unsafe partial class Exports
{
    private static NotSupportedException NotYet => new("not supported yet");

    internal static Item* lanner_func_call_async(Item* function, Vector* arguments, nint ended, void* environment) => throw NotYet;

    internal static byte lanner_call_cancel(Item* call) => throw NotYet;

    internal static Item* lanner_func_new_async(Item* store, Item* type, nint callback, void* environment, nint finalizer) =>
        throw NotYet;

    internal static byte lanner_completion_return(Item* completion, Vector* results) => throw NotYet;

    internal static byte lanner_completion_return_text(Item* completion, Vector* text) => throw NotYet;

    internal static byte lanner_completion_trap(Item* completion, Item* trap) => throw NotYet;

    internal static byte lanner_completion_on_cancel(Item* completion, nint cancelled, void* environment) => throw NotYet;

    internal static void lanner_waits(Vector* output) => throw NotYet;

    internal static Item* lanner_component_instance_call_async(
        Item* instance, byte* function, Vector* arguments, nint ended, void* environment) => throw NotYet;

    internal static Item* lanner_component_instance_call_wave_async(Item* instance, byte* call, nint ended, void* environment) =>
        throw NotYet;

    internal static byte lanner_component_linker_define_async(
        Item* linker, byte* interfaceName, byte* name, nint callback, void* environment, nint finalizer) => throw NotYet;
}

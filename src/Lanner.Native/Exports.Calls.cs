using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <content>Calls and instantiation, whose failures are traps.</content>
internal static unsafe partial class Exports
{
    internal static Item* wasm_func_call(Item* function, Vector* arguments, Vector* results)
    {
        try
        {
            Item.Get<FunctionReference>(function, ItemKind.Function).Call(arguments, results);
            return null;
        }
        catch (Exception exception)
        {
            return TrapOf(exception, function);
        }
    }

    internal static Item* lanner_func_call_unchecked(Item* function, RawValue* values)
    {
        try
        {
            Item.Get<FunctionReference>(function, ItemKind.Function).CallUnchecked(values);
            return null;
        }
        catch (Exception exception)
        {
            return TrapOf(exception, function);
        }
    }

    internal static Item* wasm_instance_new(Item* store, Item* module, Vector* imports, Item** trap)
    {
        try
        {
            if (trap is not null)
            {
                *trap = null;
            }

            var state = StoreOf(store);
            var target = References.Get<Module>(module, ItemKind.Module);
            return References.ToItem(state.Instantiate(target, () => Instantiate(state, target, imports)), state);
        }
        catch (Exception exception)
        {
            return NoInstance(exception, store, trap);
        }
    }

    internal static Item* lanner_linker_instantiate(Item* linker, Item* store, Item* module, Item** trap)
    {
        try
        {
            if (trap is not null)
            {
                *trap = null;
            }

            var state = StoreOf(store);
            var definitions = Item.Get<Linker>(linker, ItemKind.Linker);
            var target = References.Get<Module>(module, ItemKind.Module);
            return References.ToItem(state.Instantiate(target, () => definitions.Instantiate(state.Store, target)), state);
        }
        catch (Exception exception)
        {
            return NoInstance(exception, store, trap);
        }
    }

    internal static byte lanner_linker_run(Item* linker, Item* store, Item* module, int* status, Item** trap)
    {
        try
        {
            if (trap is not null)
            {
                *trap = null;
            }

            if (status is null)
            {
                throw new ArgumentException("The place for the status is null.");
            }

            var state = StoreOf(store);
            var definitions = Item.Get<Linker>(linker, ItemKind.Linker);
            var target = References.Get<Module>(module, ItemKind.Module);
            *status = Programs.Run(state, definitions, target);
            return 1;
        }
        catch (Exception exception)
        {
            NoInstance(exception, store, trap);
            return 0;
        }
    }

    /// <summary>The trap for a call that has failed.</summary>
    private static Item* TrapOf(Exception exception, Item* function)
    {
        var reference = function is not null && function->Kind == ItemKind.Function ? function->Target as Reference : null;
        return Traps.ToItem(exception, reference?.Store);
    }
}

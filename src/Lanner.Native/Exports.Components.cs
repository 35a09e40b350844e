using System.Text;
using Lanner.Components;
using Lanner.Wasi;

namespace Lanner.Native;

/// <content>The functions of lanner.h for components.</content>
internal static unsafe partial class Exports
{
    internal static Item* lanner_component_new(Item* engine, Vector* bytes)
    {
        if (bytes is null)
        {
            throw new ArgumentNullException(nameof(bytes), "The bytes are null; a component was expected.");
        }

        return Item.Make(ItemKind.Component, ComponentOf(Item.Get<Engine>(engine, ItemKind.Engine), bytes->Bytes.ToArray()));
    }

    internal static Item* lanner_component_from_file(Item* engine, byte* path) => Item.Make(
        ItemKind.Component, ComponentOf(Item.Get<Engine>(engine, ItemKind.Engine), File.ReadAllBytes(Text.Read(path, nameof(path)))));

    internal static byte lanner_component_interface(Item* component, Vector* output)
    {
        Text.Write(output, Item.Get<Component>(component, ItemKind.Component).DescribeJson());
        return 1;
    }

    internal static Item* lanner_component_linker_new(Item* store) =>
        Item.Make(ItemKind.ComponentLinker, new ComponentLinkerState(StoreOf(store)));

    internal static byte lanner_component_linker_define(
        Item* linker, byte* interfaceName, byte* name, nint callback, void* environment, nint finalizer)
    {
        var state = Item.Get<ComponentLinkerState>(linker, ItemKind.ComponentLinker);
        var function = new ComponentHostFunction(callback, environment);
        state.Linker.DefineJson(
            interfaceName is null ? null : Text.Read(interfaceName, nameof(interfaceName)),
            Text.Read(name, nameof(name)),
            function.Run);
        state.Store.AddFinalizer(environment, finalizer);
        return 1;
    }

    internal static byte lanner_component_linker_define_wasi(Item* linker, Item* wasi)
    {
        Item.Get<ComponentLinkerState>(linker, ItemKind.ComponentLinker).Linker.DefineWasi(WasiOf(wasi).Context);
        return 1;
    }

    internal static Item* lanner_component_linker_instantiate(Item* linker, Item* component, Item** trap)
    {
        StoreState? store = null;
        try
        {
            Clear(trap);
            var state = Item.Get<ComponentLinkerState>(linker, ItemKind.ComponentLinker);
            store = state.Store;
            var instance = state.Linker.Instantiate(store.Store, Item.Get<Component>(component, ItemKind.Component));
            return Item.Make(ItemKind.ComponentInstance, new Reference(instance, store));
        }
        catch (Exception exception)
        {
            SetTrap(exception, store, trap);
            return null;
        }
    }

    internal static byte lanner_component_linker_run(Item* linker, Item* component, int* status, Item** trap)
    {
        StoreState? store = null;
        try
        {
            Clear(trap);
            if (status is null)
            {
                throw new ArgumentException("The place for the status is null.");
            }

            var state = Item.Get<ComponentLinkerState>(linker, ItemKind.ComponentLinker);
            var program = Item.Get<Component>(component, ItemKind.Component);
            store = state.Store;
            *status = store.RunProgram(() => WasiCommand.Run(state.Linker.Instantiate(state.Store.Store, program)));
            return 1;
        }
        catch (Exception exception)
        {
            SetTrap(exception, store, trap);
            return 0;
        }
    }

    internal static byte lanner_component_instance_interface(Item* instance, Vector* output)
    {
        Text.Write(output, References.Get<ComponentInstance>(instance, ItemKind.ComponentInstance).DescribeJson());
        return 1;
    }

    internal static byte lanner_component_instance_call(Item* instance, byte* function, Vector* arguments, Vector* output, Item** trap) =>
        CallComponent(instance, output, trap, target =>
        {
            var callee = target.ResolveFunction(Text.Read(function, nameof(function)));
            return callee.CallJson(Text.Read(arguments, nameof(arguments)));
        });

    internal static byte lanner_component_instance_call_wave(Item* instance, byte* call, Vector* output, Item** trap) =>
        CallComponent(instance, output, trap, target => target.CallWave(Text.Read(call, nameof(call))));

    private static byte CallComponent(Item* instance, Vector* output, Item** trap, Func<ComponentInstance, string> call)
    {
        StoreState? store = null;
        try
        {
            Clear(trap);
            if (output is null)
            {
                throw new ArgumentException("The place for the result is null.");
            }

            var reference = Item.Get<Reference>(instance, ItemKind.ComponentInstance);
            store = reference.Store;
            Text.Write(output, call((ComponentInstance)reference.Target));
            return 1;
        }
        catch (Exception exception)
        {
            if (output is not null)
            {
                *output = default;
            }

            SetTrap(exception, store, trap);
            return 0;
        }
    }

    /// <summary>Makes a component, binary or text.</summary>
    private static Component ComponentOf(Engine engine, byte[] bytes) => TextFormat.IsText(bytes)
        ? Component.FromText(engine, Encoding.UTF8.GetString(bytes))
        : Component.FromBinary(engine, bytes);

    private static void Clear(Item** trap)
    {
        if (trap is not null)
        {
            *trap = null;
        }
    }

    /// <summary>Gives a trap to the caller; the mistakes of the caller, who finds them in the last failure, are none.</summary>
    private static void SetTrap(Exception exception, StoreState? store, Item** trap)
    {
        Failures.Set(exception);
        if (trap is not null && !Failures.IsMistake(exception))
        {
            *trap = Traps.ToItem(exception, store);
        }
    }
}

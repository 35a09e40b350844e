using Lanner.Wasi;

namespace Lanner.Native;

/// <content>The functions of lanner.h for linkers; those that run guests are with the calls.</content>
internal static unsafe partial class Exports
{
    internal static Item* lanner_linker_new(Item* engine) =>
        Item.Make(ItemKind.Linker, new Linker(Item.Get<Engine>(engine, ItemKind.Engine)));

    internal static byte lanner_linker_allow_shadowing(Item* linker, byte value)
    {
        Item.Get<Linker>(linker, ItemKind.Linker).AllowShadowing = value != 0;
        return 1;
    }

    internal static byte lanner_linker_define(Item* linker, byte* module, byte* name, Item* definition)
    {
        Item.Get<Linker>(linker, ItemKind.Linker)
            .Define(Text.Read(module, nameof(module)), Text.Read(name, nameof(name)), References.ToExtern(definition));
        return 1;
    }

    internal static byte lanner_linker_define_instance(Item* linker, byte* module, Item* instance)
    {
        Item.Get<Linker>(linker, ItemKind.Linker)
            .DefineInstance(Text.Read(module, nameof(module)), References.Get<Instance>(instance, ItemKind.Instance));
        return 1;
    }

    internal static byte lanner_linker_define_wasi(Item* linker, Item* wasi)
    {
        Item.Get<Linker>(linker, ItemKind.Linker).DefineWasi(WasiOf(wasi).Context);
        return 1;
    }

    internal static byte lanner_linker_define_unknown(Item* linker, Item* module)
    {
        Item.Get<Linker>(linker, ItemKind.Linker).DefineUnknownFunctions(References.Get<Module>(module, ItemKind.Module));
        return 1;
    }
}

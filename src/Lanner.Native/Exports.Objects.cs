using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <content>Engines, stores, and what is in them.</content>
internal static unsafe partial class Exports
{
    /// <summary>The beginning of a module that <c>wasm_module_serialize</c> has written.</summary>
    private static ReadOnlySpan<byte> SerializedMark => "LANNERM1"u8;

    internal static Item* wasm_config_new() =>
        Item.Make(ItemKind.Config, new StrongBox<EngineOptions>(new EngineOptions()));

    internal static Item* wasm_engine_new()
    {
        var engine = new Engine();
        Startup.CheckSignals();
        return Item.Make(ItemKind.Engine, engine);
    }

    internal static Item* wasm_engine_new_with_config(Item* config)
    {
        var options = Item.Get<StrongBox<EngineOptions>>(config, ItemKind.Config).Value!;
        Item.Delete(config);
        var engine = new Engine(options);
        Startup.CheckSignals();
        return Item.Make(ItemKind.Engine, engine);
    }

    internal static Item* wasm_store_new(Item* engine) =>
        Item.Make(ItemKind.Store, new StoreState(Item.Get<Engine>(engine, ItemKind.Engine), StoreState.NoLimits));

    internal static Item* wasm_frame_instance(Item* frame)
    {
        var state = Item.Get<FrameState>(frame, ItemKind.Frame);
        return state.Instance is { } instance ? state.Store!.Borrow(instance, ItemKind.Instance) : null;
    }

    internal static uint wasm_frame_func_index(Item* frame)
    {
        try
        {
            return (uint)Item.Get<FrameState>(frame, ItemKind.Frame).Frame.FunctionIndex;
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
            return uint.MaxValue;
        }
    }

    internal static nuint wasm_frame_func_offset(Item* frame)
    {
        try
        {
            return Item.Get<FrameState>(frame, ItemKind.Frame).FunctionOffset is { } offset ? (nuint)offset : nuint.MaxValue;
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
            return nuint.MaxValue;
        }
    }

    internal static nuint wasm_frame_module_offset(Item* frame)
    {
        try
        {
            return Item.Get<FrameState>(frame, ItemKind.Frame).Frame.Offset is >= 0 and var offset ? (nuint)offset : nuint.MaxValue;
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
            return nuint.MaxValue;
        }
    }

    internal static Item* wasm_trap_new(Item* store, Vector* message)
    {
        // Without a store for a host function that ends when its store may be gone.
        var state = store is null ? null : StoreOf(store);
        return Item.Make(ItemKind.Trap, new Reference(new TrapState(Text.Read(message, nameof(message)).TrimEnd('\0')), state));
    }

    internal static void wasm_trap_message(Item* trap, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        Text.WriteMessage(output, References.Get<TrapState>(trap, ItemKind.Trap).Message);
    }

    internal static Item* wasm_trap_origin(Item* trap)
    {
        var reference = Item.Get<Reference>(trap, ItemKind.Trap);
        return ((TrapState)reference.Target).Frames is [var first, ..] ? ToItem(new FrameState(first, reference.Store)) : null;
    }

    internal static void wasm_trap_trace(Item* trap, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        var reference = Item.Get<Reference>(trap, ItemKind.Trap);
        FrameState[] frames = [.. ((TrapState)reference.Target).Frames.Select(frame => new FrameState(frame, reference.Store))];
        WriteItems(output, frames, &ToItem);
    }

    internal static Item* wasm_foreign_new(Item* store)
    {
        var state = StoreOf(store);
        state.FinalizeUnused();
        return Item.Make(ItemKind.Foreign, new Reference(new ForeignObject(), state));
    }

    internal static Item* wasm_module_share(Item* module) =>
        Item.Make(ItemKind.SharedModule, References.Get<Module>(module, ItemKind.Module));

    internal static Item* wasm_module_obtain(Item* store, Item* module) =>
        ToItem(Item.Get<Module>(module, ItemKind.SharedModule), StoreOf(store));

    internal static Item* wasm_module_new(Item* store, Vector* binary)
    {
        var state = StoreOf(store);
        return ToItem(Module.FromBinary(state.Engine, BytesOf(binary).ToArray()), state);
    }

    internal static byte wasm_module_validate(Item* store, Vector* binary)
    {
        return Module.Validate(StoreOf(store).Engine, BytesOf(binary).ToArray()) is { } reason
            ? throw new ArgumentException(reason)
            : (byte)1;
    }

    internal static void wasm_module_imports(Item* module, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        WriteItems(output, References.Get<Module>(module, ItemKind.Module).Imports, &ToItem);
    }

    internal static void wasm_module_exports(Item* module, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        WriteItems(output, References.Get<Module>(module, ItemKind.Module).Exports, &ToItem);
    }

    internal static void wasm_module_serialize(Item* module, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        Vectors.Set(output, [.. SerializedMark, .. References.Get<Module>(module, ItemKind.Module).Binary.Span]);
    }

    internal static Item* wasm_module_deserialize(Item* store, Vector* bytes)
    {
        var state = StoreOf(store);
        var content = BytesOf(bytes);
        return content.StartsWith(SerializedMark)
            ? ToItem(Module.FromBinary(state.Engine, content[SerializedMark.Length..].ToArray()), state)
            : throw new ArgumentException("The bytes are not what wasm_module_serialize has written: they do not begin with LANNERM1.");
    }

    internal static Item* wasm_func_new(Item* store, Item* type, nint callback)
    {
        var state = StoreOf(store);
        var function = HostFunction.Make(state, Types.ToFunctionType(type), callback, null, hasEnvironment: false);
        return References.ToItem(function, state);
    }

    internal static Item* wasm_func_new_with_env(Item* store, Item* type, nint callback, void* environment, nint finalizer)
    {
        var state = StoreOf(store);
        var function = HostFunction.Make(state, Types.ToFunctionType(type), callback, environment, hasEnvironment: true);
        state.AddFinalizer(environment, finalizer);
        return References.ToItem(function, state);
    }

    internal static Item* wasm_func_type(Item* function) =>
        Types.FromFunctionType(References.Get<Function>(function, ItemKind.Function).Type);

    internal static nuint wasm_func_param_arity(Item* function) =>
        (nuint)References.Get<Function>(function, ItemKind.Function).Type.Parameters.Count;

    internal static nuint wasm_func_result_arity(Item* function) =>
        (nuint)References.Get<Function>(function, ItemKind.Function).Type.Results.Count;

    internal static Item* wasm_global_new(Item* store, Item* type, WasmValue* value)
    {
        var state = StoreOf(store);
        var globalType = Types.ToGlobalType(type);
        RequireOutput(value);
        return References.ToItem(new Global(state.Store, globalType, Values.Read(value, globalType.Value, "The value")), state);
    }

    internal static Item* wasm_global_type(Item* global) =>
        Types.From(References.Get<Global>(global, ItemKind.Global).Type);

    internal static void wasm_global_get(Item* global, WasmValue* output)
    {
        RequireOutput(output);
        *output = default;
        var variable = References.Get<Global>(global, ItemKind.Global);
        Values.Write(output, variable.Value, variable.Type.Value, References.StoreOf(global));
    }

    internal static void wasm_global_set(Item* global, WasmValue* value)
    {
        RequireOutput(value);
        var variable = References.Get<Global>(global, ItemKind.Global);
        variable.Value = Values.Read(value, variable.Type.Value, "The value");
    }

    internal static Item* wasm_table_new(Item* store, Item* type, Item* initial)
    {
        var state = StoreOf(store);
        return References.ToItem(new Table(state.Store, Types.ToTableType(type), References.ToObject(initial)), state);
    }

    internal static Item* wasm_table_type(Item* table) =>
        Types.From(References.Get<Table>(table, ItemKind.Table).Type);

    internal static Item* wasm_table_get(Item* table, uint index) =>
        References.ToItem(References.Get<Table>(table, ItemKind.Table)[index], References.StoreOf(table));

    internal static byte wasm_table_set(Item* table, uint index, Item* reference)
    {
        References.Get<Table>(table, ItemKind.Table)[index] = References.ToObject(reference);
        return 1;
    }

    internal static uint wasm_table_size(Item* table) =>
        (uint)References.Get<Table>(table, ItemKind.Table).Size;

    internal static byte wasm_table_grow(Item* table, uint delta, Item* initial) =>
        References.Get<Table>(table, ItemKind.Table).TryGrow(delta, References.ToObject(initial), out _) ? (byte)1 : (byte)0;

    internal static Item* wasm_memory_new(Item* store, Item* type)
    {
        var state = StoreOf(store);
        return References.ToItem(new Memory(state.Store, Types.ToMemoryType(type)), state);
    }

    internal static Item* wasm_memory_type(Item* memory) =>
        Types.From(References.Get<Memory>(memory, ItemKind.Memory).Type);

    internal static byte* wasm_memory_data(Item* memory) =>
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(References.Get<Memory>(memory, ItemKind.Memory).GetSpan(0, 0)));

    internal static nuint wasm_memory_data_size(Item* memory) =>
        (nuint)References.Get<Memory>(memory, ItemKind.Memory).Length;

    internal static uint wasm_memory_size(Item* memory) =>
        (uint)References.Get<Memory>(memory, ItemKind.Memory).Pages;

    internal static byte wasm_memory_grow(Item* memory, uint delta) =>
        References.Get<Memory>(memory, ItemKind.Memory).Grow(delta) >= 0 ? (byte)1 : (byte)0;

    internal static byte wasm_extern_kind(Item* external)
    {
        References.ToExtern(external);
        return ExternKind(external->Kind);
    }

    internal static Item* wasm_extern_type(Item* external) =>
        Types.From(References.ToExtern(external).Type);

    internal static void wasm_instance_exports(Item* instance, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        var store = References.StoreOf(instance);
        var exports = References.Get<Instance>(instance, ItemKind.Instance).GetExports<Extern>();
        Vectors.Allocate(output, (nuint)exports.Count, (nuint)sizeof(Item*));
        for (var index = 0; index < exports.Count; index++)
        {
            ((Item**)output->Data)[index] = References.ToItem(exports[index].Value, store);
        }
    }

    private static StoreState StoreOf(Item* store) => Item.Get<StoreState>(store, ItemKind.Store);

    private static Item* ToItem(Module module, StoreState store) => Item.Make(ItemKind.Module, new Reference(module, store));

    private static ReadOnlySpan<byte> BytesOf(Vector* bytes)
    {
        Vectors.Require(bytes, nameof(bytes));
        return bytes->Bytes;
    }

    private static void RequireOutput(void* output)
    {
        if (output is null)
        {
            throw new ArgumentException("The pointer to the result is null.");
        }
    }

    /// <summary>Makes an instance with imports in the order of the module.</summary>
    private static Instance Instantiate(StoreState store, Module module, Vector* imports)
    {
        var types = module.Imports;
        var count = imports is null ? 0 : imports->Size;
        if (count != (nuint)types.Count || (count > 0 && imports->Data is null))
        {
            throw new ArgumentException($"The module has {types.Count} imports; {count} were given.");
        }

        if (count == 0)
        {
            return store.Linker.Instantiate(store.Store, module);
        }

        var given = new Extern[types.Count];
        for (var index = 0; index < given.Length; index++)
        {
            given[index] = References.ToExtern(((Item**)imports->Data)[index]);
        }

        return new PreparedModule(module, given).Instantiate(store.Store);
    }

    /// <summary>Tells C why there is no instance.</summary>
    private static Item* NoInstance(Exception exception, Item* store, Item** trap)
    {
        var isStore = store is not null && store->Kind == ItemKind.Store;
        var item = Traps.ToItem(exception, isStore ? (StoreState)store->Target! : null);
        Failures.Set(exception);
        if (trap is null)
        {
            Item.Delete(item);
        }
        else
        {
            *trap = item;
        }

        return null;
    }

    private static void WriteItems<T>(Vector* output, IReadOnlyList<T> values, delegate*<T, Item*> make)
    {
        Vectors.Allocate(output, (nuint)values.Count, (nuint)sizeof(Item*));
        for (var index = 0; index < values.Count; index++)
        {
            ((Item**)output->Data)[index] = make(values[index]);
        }
    }

    private static Item* ToItem(ModuleImport import)
    {
        var item = Item.Make(ItemKind.ImportType);
        Text.Write(&item->First, import.ModuleName);
        Text.Write(&item->Second, import.Name);
        item->Inner = Types.From(import.Type);
        return item;
    }

    private static Item* ToItem(ModuleExport export)
    {
        var item = Item.Make(ItemKind.ExportType);
        Text.Write(&item->First, export.Name);
        item->Inner = Types.From(export.Type);
        return item;
    }

    private static Item* ToItem(FrameState frame) => Item.Make(ItemKind.Frame, frame);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Lanner.Native;

/// <content>The functions of lanner.h for options, stores, modules, callers and frames.</content>
internal static unsafe partial class Exports
{
    internal static byte lanner_config_set_memory_mode(Item* config, uint mode) => Change(config, options => mode > 1
        ? throw new ArgumentException($"There is no memory mode {mode}; 0 (guarded) or 1 (checked) was expected.")
        : options with { MemoryMode = (MemoryMode)mode });

    internal static byte lanner_config_set_interruptible(Item* config, byte value) =>
        Change(config, options => options with { Interruptible = value != 0 });

    internal static byte lanner_config_set_fuel(Item* config, byte value) =>
        Change(config, options => options with { FuelCosts = value != 0 ? FuelCosts.Default : null });

    internal static byte lanner_config_set_deterministic(Item* config, byte value) =>
        Change(config, options => options with { Deterministic = value != 0 });

    internal static byte lanner_config_set_features(Item* config, ulong features) => Change(config, options =>
        (features & ~(ulong)WasmFeatures.All) != 0
            ? throw new ArgumentException(
                $"There are no such features as 0x{features:x}; a sum of those in 0x{(ulong)WasmFeatures.All:x} was expected.")
            : options with { Features = (WasmFeatures)features });

    internal static byte lanner_config_set_compilation(Item* config, uint mode) => Change(config, options => mode > 2
        ? throw new ArgumentException($"There is no mode {mode}; 0 (lazily), 1 (eagerly) or 2 (in the background) was expected.")
        : options with { Compilation = (CompilationMode)mode });

    internal static byte lanner_config_set_cache(Item* config, byte* folder)
    {
        var address = (nint)folder;
        return Change(config, options => options with { Cache = new CodeCache(Text.Read((byte*)address, nameof(folder))) });
    }

    internal static void lanner_last_managed_error(Vector* output)
    {
        *output = default;
        Text.WriteMessage(output, Failures.Last);
    }

    internal static byte lanner_text_to_binary(byte* text, nuint length, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        Vectors.Set(output, TextFormat.ToBinary(engine, Utf8(text, length)));
        return 1;
    }

    internal static byte lanner_binary_to_text(Vector* binary, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        Text.WriteMessage(output, TextFormat.FromBinary(engine, BytesOf(binary).ToArray()));
        return 1;
    }

    internal static uint lanner_engine_memory_mode(Item* engine) =>
        (uint)Item.Get<Engine>(engine, ItemKind.Engine).MemoryMode;

    internal static Item* lanner_store_new(Item* engine, StoreLimitValues* limits)
    {
        var none = StoreState.NoLimits;
        if (limits is null)
        {
            throw new ArgumentException("The pointer to the limits is null; lanner_limits_none makes some.");
        }

        return Item.Make(ItemKind.Store, new StoreState(Item.Get<Engine>(engine, ItemKind.Engine), new StoreLimits
        {
            MemoryBytes = Optional(limits->MemoryBytes),
            HeapBytes = Optional(limits->HeapBytes),
            StackBytes = Optional(limits->StackBytes),
            Fuel = Optional(limits->Fuel),
            CallTime = Optional(limits->CallMicroseconds) is { } microseconds ? TimeSpan.FromMicroseconds(microseconds) : null,
            TableElements = Optional(limits->TableElements) ?? none.TableElements,
            Instances = Count(limits->Instances) ?? none.Instances,
            Memories = Count(limits->Memories) ?? none.Memories,
            Tables = Count(limits->Tables) ?? none.Tables,
        }));
    }

    internal static byte lanner_store_fuel(Item* store, long* output)
    {
        RequireOutput(output);
        *output = StoreOf(store).Store.Fuel;
        return 1;
    }

    internal static byte lanner_store_fuel_consumed(Item* store, long* output)
    {
        RequireOutput(output);
        *output = StoreOf(store).Store.FuelConsumed;
        return 1;
    }

    internal static byte lanner_store_set_fuel(Item* store, long fuel)
    {
        StoreOf(store).Store.Fuel = fuel;
        return 1;
    }

    internal static byte lanner_store_add_fuel(Item* store, long fuel)
    {
        StoreOf(store).Store.AddFuel(fuel);
        return 1;
    }

    internal static byte lanner_store_interrupt(Item* store)
    {
        StoreOf(store).Interrupt();
        return 1;
    }

    internal static byte lanner_store_is_interrupted(Item* store) =>
        StoreOf(store).Store.IsInterrupted ? (byte)1 : (byte)0;

    internal static byte lanner_store_set_deadline(Item* store, ulong microseconds)
    {
        var time = (long)Math.Min(microseconds, int.MaxValue * 1000UL);
        StoreOf(store).SetDeadline(TimeSpan.FromTicks(time * TimeSpan.TicksPerMicrosecond));
        return 1;
    }

    internal static void lanner_store_clear_deadline(Item* store)
    {
        StoreOf(store).SetDeadline(null);
    }

    internal static Item* lanner_module_from_file(Item* store, byte* path)
    {
        var state = StoreOf(store);
        return ToItem(Module.FromFile(state.Engine, Text.Read(path, nameof(path))), state);
    }

    internal static Item* lanner_module_from_text(Item* store, byte* text, nuint length)
    {
        var state = StoreOf(store);
        return ToItem(Module.FromText(state.Engine, Utf8(text, length)), state);
    }

    internal static byte lanner_module_save_compiled(Item* module, byte* path)
    {
        References.Get<Module>(module, ItemKind.Module).SaveCompiled(Text.Read(path, nameof(path)));
        return 1;
    }

    internal static Item* lanner_module_load_compiled(Item* store, byte* path)
    {
        var state = StoreOf(store);
        return ToItem(Module.FromCompiled(state.Engine, Text.Read(path, nameof(path))), state);
    }

    internal static Item* lanner_func_new_unchecked(Item* store, Item* type, nint callback, void* environment, nint finalizer)
    {
        var state = StoreOf(store);
        var function = HostFunction.MakeUnchecked(state, Types.ToFunctionType(type), callback, environment);
        state.AddFinalizer(environment, finalizer);
        return References.ToItem(function, state);
    }

    internal static Item* lanner_caller_export(Item* caller, byte* name)
    {
        var reference = Item.Get<Reference>(caller, ItemKind.Caller);
        var text = Text.Read(name, nameof(name));
        return ExportOf(((Caller)reference.Target).GetExport(text), text, reference.Store!);
    }

    internal static Item* lanner_instance_export(Item* instance, byte* name)
    {
        var reference = Item.Get<Reference>(instance, ItemKind.Instance);
        var text = Text.Read(name, nameof(name));
        return ExportOf(((Instance)reference.Target).GetExport(text), text, reference.Store!);
    }

    internal static int lanner_trap_code(Item* trap)
    {
        try
        {
            return References.Get<TrapState>(trap, ItemKind.Trap).Code;
        }
        catch (Exception exception)
        {
            Failures.Set(exception);
            return TrapState.NoCode;
        }
    }

    internal static byte lanner_trap_exit_status(Item* trap, int* output)
    {
        RequireOutput(output);
        *output = 0;
        if (References.Get<TrapState>(trap, ItemKind.Trap).ExitStatus is not { } status)
        {
            return 0;
        }

        *output = status;
        return 1;
    }

    internal static byte lanner_frame_func_name(Item* frame, Vector* output) =>
        WriteName(output, FrameOf(frame, output).Frame.FunctionName);

    internal static byte lanner_frame_module_name(Item* frame, Vector* output) =>
        WriteName(output, FrameOf(frame, output).Frame.ModuleName);

    internal static byte lanner_frame_source(Item* frame, Vector* output, uint* line, uint* column)
    {
        var source = FrameOf(frame, output).Frame.Source;
        if (line is not null)
        {
            *line = (uint)(source?.Line ?? 0);
        }

        if (column is not null)
        {
            *column = (uint)(source?.Column ?? 0);
        }

        return WriteName(output, source?.File);
    }

    private static byte Change(Item* config, Func<EngineOptions, EngineOptions> change)
    {
        var options = Item.Get<StrongBox<EngineOptions>>(config, ItemKind.Config);
        options.Value = change(options.Value!);
        return 1;
    }

    private static int? Count(long limit) => limit < 0 ? null : (int)Math.Min(limit, int.MaxValue);

    private static long? Optional(long limit) => limit < 0 ? null : limit;

    private static ReadOnlySpan<byte> Utf8(byte* text, nuint length)
    {
        if (text is null || length > int.MaxValue)
        {
            throw new ArgumentException(
                text is null ? "The text is null." : $"The text has {length} bytes; at most {int.MaxValue} can be.");
        }

        return new ReadOnlySpan<byte>(text, (int)length);
    }

    private static byte WriteName(Vector* output, string? name)
    {
        if (name is null)
        {
            return 0;
        }

        Text.Write(output, name);
        return 1;
    }

    private static FrameState FrameOf(Item* frame, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        return Item.Get<FrameState>(frame, ItemKind.Frame);
    }

    private static Item* ExportOf(Extern? export, string name, StoreState store) => export is null
        ? throw new ArgumentException($"The instance exports nothing named \"{name}\".")
        : References.ToItem(export, store);
}

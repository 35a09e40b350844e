using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Net;
using Lanner.Wasi;

namespace Lanner.Native;

/// <content>The functions of lanner.h.</content>
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

    internal static Item* lanner_wasi_new() =>
        Item.Make(ItemKind.Wasi, new WasiState());

    internal static byte lanner_wasi_add_argument(Item* wasi, byte* argument)
    {
        WasiOf(wasi).AddArgument(Text.Read(argument, nameof(argument)));
        return 1;
    }

    internal static byte lanner_wasi_add_environment(Item* wasi, byte* name, byte* value)
    {
        WasiOf(wasi).Builder.Environment[Text.Read(name, nameof(name))] = Text.Read(value, nameof(value));
        return 1;
    }

    internal static byte lanner_wasi_inherit_environment(Item* wasi)
    {
        WasiOf(wasi).InheritEnvironment();
        return 1;
    }

    internal static byte lanner_wasi_inherit_streams(Item* wasi, uint streams)
    {
        WasiOf(wasi).Inherit(streams);
        return 1;
    }

    internal static byte lanner_wasi_set_input(Item* wasi, Vector* content)
    {
        WasiOf(wasi).Builder.Input = WasiInput.FromBytes(BytesOf(content).ToArray());
        return 1;
    }

    internal static byte lanner_wasi_capture_streams(Item* wasi, uint streams, nuint maximum)
    {
        WasiOf(wasi).Capture(streams, maximum);
        return 1;
    }

    internal static byte lanner_wasi_captured(Item* wasi, uint stream, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        Vectors.Set(output, WasiOf(wasi).Captured(stream));
        return 1;
    }

    internal static byte lanner_wasi_add_directory(Item* wasi, byte* hostPath, byte* guestPath, uint rights)
    {
        WasiOf(wasi).Builder.AddDirectory(
            Text.Read(hostPath, "host_path"), Text.Read(guestPath, "guest_path"), RightsOf(rights));
        return 1;
    }

    internal static byte lanner_wasi_add_files(Item* wasi, Item* files, byte* guestPath, uint rights)
    {
        WasiOf(wasi).Builder.AddFileSystem(FilesOf(files), Text.Read(guestPath, "guest_path"), RightsOf(rights));
        return 1;
    }

    internal static byte lanner_wasi_add_archive(Item* wasi, byte* hostPath, byte* guestPath)
    {
        WasiOf(wasi).AddArchive(Text.Read(hostPath, "host_path"), Text.Read(guestPath, "guest_path"));
        return 1;
    }

    internal static byte lanner_wasi_add_listener(Item* wasi, byte* address)
    {
        var text = Text.Read(address, nameof(address));
        WasiOf(wasi).Builder.AddListener(
            IPEndPoint.TryParse(text, out var endPoint) && text.Contains(':', StringComparison.Ordinal)
                ? endPoint
                : throw new ArgumentException($"\"{text}\" is no address to listen at; one such as 127.0.0.1:8080 was expected."));
        return 1;
    }

    internal static byte lanner_wasi_allow_peers(Item* wasi, byte* addresses, uint port)
    {
        var text = Text.Read(addresses, nameof(addresses));
        var network = IPNetwork.TryParse(text, out var several) ? several
            : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
            : throw new ArgumentException($"\"{text}\" are no addresses; 10.1.2.3 or 10.0.0.0/8 was expected.");
        if (port > ushort.MaxValue)
        {
            throw new ArgumentException($"There is no port {port}; 0 for any, or one of 1 to {ushort.MaxValue} was expected.");
        }

        WasiOf(wasi).Builder.AllowPeers(network, port == 0 ? null : (int)port);
        return 1;
    }

    internal static byte lanner_wasi_set_clock(Item* wasi, long start, ulong step)
    {
        // Beyond these there are no dates in .NET; a step of a century is no clock.
        if (start < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() * 1000
            || start > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() * 1000
            || step > long.MaxValue / 10 / 1000)
        {
            throw new ArgumentException($"A clock cannot begin {start} microseconds after 1970 and go in steps of {step}.");
        }

        WasiOf(wasi).Builder.Time = new VirtualClock(
            DateTimeOffset.UnixEpoch.AddMicroseconds(start), TimeSpan.FromTicks((long)step * TimeSpan.TicksPerMicrosecond));
        return 1;
    }

    internal static byte lanner_wasi_set_most_descriptors(Item* wasi, uint most)
    {
        WasiOf(wasi).Builder.MaximumDescriptors = (int)Math.Min(most, int.MaxValue);
        return 1;
    }

    internal static byte lanner_wasi_set_random_seed(Item* wasi, long seed)
    {
        WasiOf(wasi).Builder.RandomSeed = seed;
        return 1;
    }

    internal static Item* lanner_files_new(ulong maximum) =>
        Item.Make(ItemKind.Files, new InMemoryFileSystem((long)Math.Min(maximum, long.MaxValue)));

    internal static byte lanner_files_create_directory(Item* files, byte* path)
    {
        FilesOf(files).CreateDirectory(Text.Read(path, nameof(path)));
        return 1;
    }

    internal static byte lanner_files_write(Item* files, byte* path, Vector* content)
    {
        FilesOf(files).WriteFile(Text.Read(path, nameof(path)), BytesOf(content));
        return 1;
    }

    internal static byte lanner_files_read(Item* files, byte* path, Vector* output)
    {
        RequireOutput(output);
        *output = default;
        Vectors.Set(output, FilesOf(files).ReadFile(Text.Read(path, nameof(path))));
        return 1;
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

    private static WasiState WasiOf(Item* wasi) => Item.Get<WasiState>(wasi, ItemKind.Wasi);

    private static InMemoryFileSystem FilesOf(Item* files) => Item.Get<InMemoryFileSystem>(files, ItemKind.Files);

    private static DirectoryRights RightsOf(uint rights) => rights <= (uint)DirectoryRights.All
        ? (DirectoryRights)rights
        : throw new ArgumentException($"There are no such rights as {rights}; a sum of 1 (write), 2 (create) and 4 (link) was expected.");
}

using System.Text;
using Lanner.Binary;
using Lanner.Runtime;

namespace Lanner.Debugging;

/// <summary>Writes a core dump; see <see cref="CoreDump"/>.</summary>
internal sealed class CoreDumpWriter
{
    /// <summary>A stretch of zeros as long as this is left out.</summary>
    private const int Block = 4096;

    /// <summary>A function with more locals than this is written without any: a dump of 100 frames is to stay small.</summary>
    private const int MaximumLocals = 1000;

    private const byte Missing = 0x01;

    private readonly Stream _output;
    private readonly InstanceState[] _states;
    private readonly long _maximumBytes;
    private readonly List<Module> _modules = [];
    private readonly List<Memory> _memories = [];
    private readonly List<(GlobalType Type, Value Value)> _globals = [];
    private readonly Dictionary<Global, int> _sharedGlobals = [];

    internal CoreDumpWriter(Stream output, InstanceState[] states, long maximumBytes)
    {
        _output = output;
        _states = states;
        _maximumBytes = maximumBytes;
    }

    internal void Write(string name, TrapException? trap)
    {
        _output.Write("\0asm\x01\0\0\0"u8);
        var body = new ByteWriter();
        body.Write(0);
        WriteName(body, name);
        WriteCustom("core", body);

        // Instances come first: they are what numbers modules, memories and globals.
        var instances = WriteInstances();
        var modules = new ByteWriter();
        modules.WriteUnsigned((ulong)_modules.Count);
        foreach (var module in _modules)
        {
            modules.Write(0);
            WriteName(modules, module.Name is { } moduleName ? DisplayedName.Of(moduleName) : "");
        }

        WriteCustom("coremodules", modules);
        WriteCustom("coreinstances", instances);
        WriteCustom("corestack", WriteStack(trap));
        WriteMemories();
        WriteGlobals();
        WriteData();
    }

    private ByteWriter WriteInstances()
    {
        var body = new ByteWriter();
        body.WriteUnsigned((ulong)_states.Length);
        foreach (var state in _states)
        {
            body.Write(0);
            body.WriteUnsigned((ulong)IndexOf(_modules, state.Instance.Module));
            body.WriteUnsigned((ulong)state.Memories.Length);
            foreach (var memory in state.Memories)
            {
                body.WriteUnsigned((ulong)IndexOf(_memories, memory));
            }

            var globals = state.Instance.Module.Definition.Globals;
            body.WriteUnsigned((ulong)globals.Length);
            for (var index = 0; index < globals.Length; index++)
            {
                body.WriteUnsigned((ulong)IndexOfGlobal(state, index, globals[index].Type));
            }
        }

        return body;
    }

    private int IndexOfGlobal(InstanceState state, int index, GlobalType type)
    {
        if (state.Globals[index] is not { } shared)
        {
            _globals.Add((type, state.Instance.Module.Compiled.ReadGlobal(state, index, type)));
            return _globals.Count - 1;
        }

        if (!_sharedGlobals.TryGetValue(shared, out var number))
        {
            _globals.Add((type, shared.Value));
            number = _globals.Count - 1;
            _sharedGlobals.Add(shared, number);
        }

        return number;
    }

    private ByteWriter WriteStack(TrapException? trap)
    {
        var body = new ByteWriter();
        body.Write(0);
        WriteName(body, "main");
        var frames = trap is null ? [] : Backtrace.ActiveFunctions(trap.Origin);
        var ours = frames.ConvertAll(
            frame => (Array.FindIndex(_states, state => state.Instance.Module.Compiled == frame.Module), frame.Function, frame.Offset));
        ours.RemoveAll(frame => frame.Item1 < 0);
        body.WriteUnsigned((ulong)ours.Count);
        foreach (var (instance, functionIndex, offset) in ours)
        {
            var definition = _states[instance].Instance.Module.Definition;
            ref readonly var function = ref definition.Functions[functionIndex];
            body.Write(0);
            body.WriteUnsigned((ulong)instance);
            body.WriteUnsigned((ulong)functionIndex);
            body.WriteUnsigned((ulong)Math.Max(0, offset - function.Body.Offset));
            _ = FunctionBody.Open(definition, in function, out var runs);
            var locals = function.Type.ParameterArray.Length + runs.Sum(run => run.Count);
            locals = locals > MaximumLocals ? 0 : locals;
            body.WriteUnsigned((ulong)locals);
            for (var local = 0; local < locals; local++)
            {
                body.Write(Missing);
            }

            body.WriteUnsigned(0);
        }

        return body;
    }

    private void WriteMemories()
    {
        var body = new ByteWriter();
        body.WriteUnsigned((ulong)_memories.Count);
        foreach (var memory in _memories)
        {
            // Not shared, whatever it was: nobody else has the dump.
            var hasSmallPages = memory.Type.PageSizeLog2 != 16;
            body.Write((byte)((memory.Type.Is64Bit ? 4 : 0) | (hasSmallPages ? 8 : 0)));
            body.WriteUnsigned((ulong)memory.Pages);
            if (hasSmallPages)
            {
                body.WriteUnsigned((ulong)memory.Type.PageSizeLog2);
            }
        }

        WriteSection((byte)SectionId.Memory, body);
    }

    private void WriteGlobals()
    {
        var body = new ByteWriter();
        body.WriteUnsigned((ulong)_globals.Count);
        foreach (var (type, value) in _globals)
        {
            WriteGlobal(body, type.Value, value);
            body.Write(0x0B);
        }

        WriteSection((byte)SectionId.Global, body);
    }

    /// <summary>The type, that nothing may assign it, and the constant.</summary>
    private static void WriteGlobal(ByteWriter body, WasmValueType type, Value value)
    {
        switch (type.Kind)
        {
            case WasmValueKind.I32:
                body.Write([0x7F, 0, 0x41]);
                body.WriteSigned(value.AsInt32());
                break;
            case WasmValueKind.I64:
                body.Write([0x7E, 0, 0x42]);
                body.WriteSigned(value.AsInt64());
                break;
            case WasmValueKind.F32:
                body.Write([0x7D, 0, 0x43]);
                body.WriteFixed((uint)value.Low);
                break;
            case WasmValueKind.F64:
                body.Write([0x7C, 0, 0x44]);
                body.WriteFixed(value.Low);
                break;
            case WasmValueKind.V128:
                body.Write([0x7B, 0, 0xFD, 0x0C]);
                body.WriteFixed(value.Low);
                body.WriteFixed(value.High);
                break;
            default:
                var isFunction = type.IsSubtypeOf(WasmValueType.FuncRef);
                body.Write([isFunction ? (byte)0x70 : (byte)0x6F, 0, 0xD0, isFunction ? (byte)0x70 : (byte)0x6F]);
                break;
        }
    }

    /// <summary>Writes the parts of the memories that are not zero, as active segments. The size of the section comes before its content,
    /// so that the runs are found first and copied afterwards; what is zero then and changes meanwhile, in a shared memory, does no
    /// harm.</summary>
    private void WriteData()
    {
        var segments = new List<(ByteWriter Head, Memory Memory, long Start, int Length)>();
        var left = _maximumBytes;
        var size = 0L;
        for (var index = 0; index < _memories.Count; index++)
        {
            foreach (var (start, length) in Runs(_memories[index], left))
            {
                var head = new ByteWriter(32);
                WriteSegmentHead(head, index, _memories[index].Type.Is64Bit, start, length);
                segments.Add((head, _memories[index], start, length));
                size += head.Length + length;
                left -= length;
            }
        }

        var count = new ByteWriter(8);
        count.WriteUnsigned((ulong)segments.Count);
        var section = new ByteWriter(16);
        section.Write((byte)SectionId.Data);
        section.WriteUnsigned((ulong)(size + count.Length));
        section.Write(count.Written);
        _output.Write(section.Written);
        foreach (var (head, memory, start, length) in segments)
        {
            _output.Write(head.Written);
            _output.Write(memory.GetSpan(start, length));
        }
    }

    private static void WriteSegmentHead(ByteWriter head, int memory, bool is64Bit, long start, int length)
    {
        head.Write(memory == 0 ? (byte)0 : (byte)2);
        if (memory != 0)
        {
            head.WriteUnsigned((ulong)memory);
        }

        head.Write(is64Bit ? (byte)0x42 : (byte)0x41);
        head.WriteSigned(is64Bit ? start : (int)start);
        head.Write(0x0B);
        head.WriteUnsigned((ulong)length);
    }

    /// <summary>The stretches of a memory that are not zero, in blocks.</summary>
    private static List<(long Start, int Length)> Runs(Memory memory, long most)
    {
        var runs = new List<(long Start, int Length)>();
        var size = memory.Length;
        for (var start = 0L; start < size && most > 0; start += Block)
        {
            var length = (int)Math.Min(Block, Math.Min(size - start, most));
            if (!memory.GetSpan(start, length).ContainsAnyExcept((byte)0))
            {
                continue;
            }

            most -= length;
            if (runs is [.., var last] && last.Start + last.Length == start)
            {
                runs[^1] = (last.Start, last.Length + length);
            }
            else
            {
                runs.Add((start, length));
            }
        }

        return runs;
    }

    private static int IndexOf<T>(List<T> list, T item)
        where T : class
    {
        var index = list.FindIndex(other => ReferenceEquals(other, item));
        if (index < 0)
        {
            index = list.Count;
            list.Add(item);
        }

        return index;
    }

    private static void WriteName(ByteWriter writer, string name) => writer.WriteSized(Encoding.UTF8.GetBytes(name));

    private void WriteCustom(string name, ByteWriter content)
    {
        var body = new ByteWriter(content.Length + 16);
        WriteName(body, name);
        body.Write(content.Written);
        WriteSection((byte)SectionId.Custom, body);
    }

    private void WriteSection(byte id, ByteWriter body)
    {
        var head = new ByteWriter(8);
        head.Write(id);
        head.WriteUnsigned((ulong)body.Length);
        _output.Write(head.Written);
        _output.Write(body.Written);
    }
}

using System.Runtime.Intrinsics;
using Lanner.Binary;
using Lanner.Structure;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Structure;

public sealed class InstructionReaderTests
{
    [Fact]
    public void Every_instruction_is_read_with_the_bytes_that_its_immediates_take()
    {
        foreach (var row in OpcodeTable.Rows)
        {
            byte[] code = [.. OpcodeBytes(row.Opcode), .. ImmediateBytes(row.Immediate)];

            var instructions = Read([code, [0x01]]);

            Assert.Equal([row.Opcode, Opcode.Nop], instructions.Select(instruction => instruction.Opcode));
            Assert.Equal(code.Length, instructions[1].Offset - instructions[0].Offset);
        }
    }

    [Fact]
    public void Constants_are_read_as_their_bits()
    {
        var instructions = Read([[0x41, 0x7F], [0x42, 0x80, 0x7F], [0x43, 0, 0, 0xA0, 0x7F], [0x44, 1, 0, 0, 0, 0, 0, 0xF0, 0x7F]]);

        Assert.Equal([-1, -128, 0x7FA0_0000, 0x7FF0_0000_0000_0001], instructions.Select(instruction => instruction.Constant));
    }

    [Fact]
    public void Vectors_are_read_in_the_order_of_their_bytes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 16).Select(index => (byte)index)];

        var instructions = Read([[0xFD, 0x0C, .. bytes], [0xFD, 0x0D, .. bytes]]);

        Assert.All(instructions, instruction => Assert.Equal(Vector128.Create(bytes), instruction.Vector));
    }

    [Fact]
    public void A_memory_argument_names_a_memory_only_when_its_flag_says_so()
    {
        var instructions = Read([[0x28, 2, 8], [0x28, 0x42, 3, .. Unsigned(1UL << 33)], [0xFD, 0x54, 0, 5, 7]]);

        Assert.Equal(new MemoryArgument(2, 0, 8), instructions[0].MemoryArgument);
        Assert.Equal(new MemoryArgument(2, 3, 1UL << 33), instructions[1].MemoryArgument);
        Assert.Equal((new MemoryArgument(0, 0, 5), 7u), (instructions[2].MemoryArgument, instructions[2].Index));
    }

    [Fact]
    public void Block_types_are_empty_a_result_or_a_function_type()
    {
        var instructions = Read([[0x02, 0x40], [0x03, 0x7E], [0x04, 0x01]]);

        Assert.Equal([0, 1, 2], instructions.Select(instruction => instruction.BlockType.ResultCount));
        Assert.Equal([0, 0, 1], instructions.Select(instruction => instruction.BlockType.ParameterCount));
        Assert.Equal(WasmValueType.I64, instructions[1].BlockType.GetResult(0));
        Assert.Equal([WasmValueType.F32, WasmValueType.F64], instructions[2].BlockType.Results.ToArray());
    }

    [Fact]
    public void Indices_are_read_in_the_order_of_the_binary_format()
    {
        var instructions = Read([[0x11, 3, 4], [0xFC, 0x08, 5, 6], [0xFC, 0x0C, 7, 8], [0xFB, 0x02, 9, 10], [0xFC, 0x0A, 11, 12]]);

        Assert.Equal(
            [(3u, 4u), (5u, 6u), (7u, 8u), (9u, 10u), (11u, 12u)],
            instructions.Select(instruction => (instruction.Index, instruction.Index2)));
    }

    [Fact]
    public void Lists_are_read_whole()
    {
        var instructions = Read([[0x0E, 2, 7, 8, 9], [0x1C, 1, 0x7D], [0x1F, 0x40, 3, 0, 5, 1, 2, 3, 3, 4]]);

        Assert.Equal([7u, 8u, 9u], instructions[0].Labels);
        Assert.Equal([WasmValueType.F32], instructions[1].SelectTypes);
        Assert.Equal(
            [new(CatchKind.Catch, 5, 1), new(CatchKind.CatchAll, 0, 3), new CatchClause(CatchKind.CatchAllReference, 0, 4)],
            instructions[2].CatchClauses);
    }

    [Fact]
    public void Casts_have_types_with_the_nullability_of_opcode_or_flags()
    {
        var instructions = Read([[0xD0, 0x6E], [0xFB, 0x14, 0x6C], [0xFB, 0x17, 0x02], [0xFB, 0x18, 1, 5, 0x6E, 0x6D]]);

        Assert.Equal(
            ["anyref", "(ref i31)", "(ref null (struct))"], instructions.Take(3).Select(instruction => instruction.Type.ToString()));
        Assert.Equal(
            (5u, "anyref", "(ref eq)"), (instructions[3].Index, instructions[3].Type.ToString(), instructions[3].Type2.ToString()));
    }

    [Theory]
    [InlineData(new byte[] { 0x27 }, "illegal opcode 27")]
    [InlineData(new byte[] { 0xFD, 0x9A, 0x01 }, "illegal opcode fd 9a")]
    [InlineData(new byte[] { 0xFC, 0xFF, 0xFF, 0x03 }, "illegal opcode fc ffff")]
    [InlineData(new byte[] { 0x28, 0x80, 0x01, 0 }, "malformed memop flags 0x80")]
    [InlineData(new byte[] { 0x1F, 0x40, 1, 4, 0 }, "malformed catch clause 0x04")]
    [InlineData(new byte[] { 0xFB, 0x18, 4, 0, 0x6E, 0x6E }, "malformed br_on_cast flags 0x04")]
    [InlineData(new byte[] { 0xFE, 0x03, 1 }, "zero byte expected but found 0x01")]
    [InlineData(new byte[] { 0x02, 0x41 }, "malformed value type 0x41")]
    [InlineData(new byte[] { 0x02, 0xC0, 0x7F }, "malformed block type -64")]
    [InlineData(new byte[] { 0x44, 0, 0 }, "unexpected end of section or function")]
    public void What_is_no_instruction_is_malformed(byte[] code, string reason)
    {
        var error = Assert.Throws<MalformedModuleException>(() => Read([code]));

        Assert.StartsWith(reason, error.Reason);
    }

    [Fact]
    public void A_block_of_a_type_that_is_not_there_is_invalid()
    {
        var error = Assert.Throws<InvalidModuleException>(() => Read([[0x02, 0x09]]));

        Assert.StartsWith("unknown type 9", error.Reason);
    }

    [Fact]
    public void An_index_of_a_data_segment_needs_the_data_count_section()
    {
        var error = Assert.Throws<MalformedModuleException>(() => Read([[0xFC, 0x09, 0]], hasDataCount: false));

        Assert.Equal("data count section required: data.drop names a data segment", error.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0x3F, 1 }, WasmFeatures.MultiMemory, "zero byte expected")]
    [InlineData(new byte[] { 0x11, 0, 1 }, WasmFeatures.ReferenceTypes, "zero byte expected")]
    [InlineData(new byte[] { 0x28, 0x40, 1, 0 }, WasmFeatures.MultiMemory, "malformed memop flags 0x40")]
    [InlineData(new byte[] { 0x02, 0x01 }, WasmFeatures.MultiValue, "malformed block type")]
    [InlineData(
        new byte[] { 0x12, 0x00 }, WasmFeatures.TailCalls, "illegal opcode 12: return_call needs the feature TailCalls, which is off")]
    public void What_a_feature_brings_is_malformed_without_it(byte[] code, WasmFeatures feature, string reason)
    {
        Read([code]);
        var error = Assert.Throws<MalformedModuleException>(() => Read([code], WasmFeatures.All & ~feature));

        Assert.StartsWith(reason, error.Reason);
    }

    [Fact]
    public void A_body_begins_with_its_locals()
    {
        var module = ModuleDecoder.Decode(
            Of(ListSection(1, [0x60, 0, 0]), ListSection(3, [0]), ListSection(10, Sized([2, 3, 0x7F, 1, 0x7C, 0x01, 0x0B]))),
            WasmFeatures.All);

        var reader = FunctionBody.Open(module, in module.Functions[0], out var locals);

        Assert.Equal([new(3, WasmValueType.I32), new LocalRun(1, WasmValueType.F64)], locals);
        Assert.True(reader.Read(out var first));
        Assert.Equal(Opcode.Nop, first.Opcode);
        Assert.True(reader.Read(out var last));
        Assert.Equal(Opcode.End, last.Opcode);
        Assert.False(reader.Read(out _));
        Assert.Equal(reader.End, reader.Position);
    }

    private static List<Instruction> Read(byte[][] code, WasmFeatures features = WasmFeatures.All, bool hasDataCount = true)
    {
        var types = ListSection(1, [0x60, 0, 0], [0x60, 1, 0x7F, 2, 0x7D, 0x7C], [0x5F, 0]);
        var bytes =
            Of([types, ListSection(3, [0]), .. hasDataCount ? [Section(12, [0])] : Array.Empty<byte[]>(), ListSection(10, Body(code))]);
        var module = ModuleDecoder.Decode(bytes, WasmFeatures.All);
        var withFeatures = new ModuleDefinition
        {
            Bytes = module.Bytes,
            Types = module.Types,
            DataCount = module.DataCount,
            Features = features,
        };
        var reader = FunctionBody.Open(withFeatures, in module.Functions[0], out _);
        var instructions = new List<Instruction>();
        while (reader.Read(out var instruction))
        {
            instructions.Add(instruction);
        }

        return instructions;
    }

    private static byte[] OpcodeBytes(Opcode opcode) =>
        (int)opcode < 0x1000 ? [(byte)opcode] : [(byte)(0xFA + ((int)opcode >> 12)), .. Unsigned((ulong)opcode & 0xFFF)];

    private static byte[] ImmediateBytes(ImmediateKind kind) => kind switch
    {
        ImmediateKind.None => [],
        ImmediateKind.BlockType => [0x40],
        ImmediateKind.TryTable => [0x40, 1, 2, 0],
        ImmediateKind.LabelTable => [1, 0, 0],
        ImmediateKind.CastBranch => [3, 0, 0x6E, 0x6D],
        ImmediateKind.F32 => [1, 2, 3, 4],
        ImmediateKind.F64 => [1, 2, 3, 4, 5, 6, 7, 8],
        ImmediateKind.V128 or ImmediateKind.Shuffle => new byte[16],
        ImmediateKind.I32 => [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        ImmediateKind.I64 => [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00],
        ImmediateKind.HeapType => [0x6E],
        ImmediateKind.SelectTypes => [1, 0x7F],
        ImmediateKind.MemoryArgument => [0, 0],
        ImmediateKind.MemoryArgumentLane => [0, 0, 0],
        ImmediateKind.AtomicFence or ImmediateKind.Lane => [0],
        ImmediateKind.CallIndirect or ImmediateKind.TableTable or ImmediateKind.MemoryMemory or ImmediateKind.MemoryInit
            or ImmediateKind.TableInit
            or ImmediateKind.TypeField or ImmediateKind.TypeCount or ImmediateKind.TypeType or ImmediateKind.TypeData
            or ImmediateKind.TypeElement => [0, 0],
        _ => [0x80, 0x01],
    };
}

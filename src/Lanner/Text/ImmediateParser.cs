using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text;

/// <summary>Reads what follows the name of an instruction, and writes both in the binary format (specification 6.5 and 5.4).</summary>
internal sealed class ImmediateParser(TokenReader reader, TypeParser types, ModuleSpaces spaces)
{
    /// <summary>The parameters and locals of the function that is being read.</summary>
    internal IndexSpace Locals { get; set; } = new("local");

    internal LabelStack Labels { get; set; } = new();

    /// <summary>True if an instruction named a data segment, so that the module needs a data count section (specification
    /// 5.5.16).</summary>
    internal bool NeedsDataCount { get; private set; }

    internal static void WriteOpcode(ByteWriter writer, Opcode opcode)
    {
        var prefix = (int)opcode >> 12;
        if (prefix == 0)
        {
            writer.Write((byte)opcode);
        }
        else
        {
            writer.Write((byte)(0xFA + prefix));
            writer.WriteUnsigned((ulong)opcode & 0xFFF);
        }
    }

    /// <summary>Reads the immediates of an instruction whose name has just been read. Block types and clauses are the caller's.</summary>
    internal void Read(OpcodeInfo info, ByteWriter writer)
    {
        switch (info.Immediate)
        {
            case ImmediateKind.SelectTypes or ImmediateKind.None when info.Opcode is Opcode.Select or Opcode.SelectTyped:
                ReadSelect(writer);
                return;
            case ImmediateKind.HeapType when info.Opcode != Opcode.RefNull:
                var type = types.ReadReferenceType();
                WriteOpcode(writer, type.IsNullable ? info.Opcode + 1 : info.Opcode);
                writer.WriteSigned(type.Heap);
                return;
            default:
                WriteOpcode(writer, info.Opcode);
                ReadPlain(info, writer);
                return;
        }
    }

    internal void ReadTag(ByteWriter writer) => writer.WriteUnsigned(spaces.Tags.Read(reader));

    private void ReadPlain(OpcodeInfo info, ByteWriter writer)
    {
        switch (info.Immediate)
        {
            case ImmediateKind.None:
                break;
            case ImmediateKind.Label:
                writer.WriteUnsigned(Labels.Read(reader));
                break;
            case ImmediateKind.LabelTable:
                ReadLabelTable(writer);
                break;
            case ImmediateKind.CastBranch:
                ReadCastBranch(writer);
                break;
            case ImmediateKind.Function:
                writer.WriteUnsigned(spaces.Functions.Read(reader));
                break;
            case ImmediateKind.CallIndirect:
                var table = ReadOptional(spaces.Tables);
                writer.WriteUnsigned(types.ReadTypeUse(null));
                writer.WriteUnsigned(table);
                break;
            case ImmediateKind.Local:
                writer.WriteUnsigned(Locals.Read(reader));
                break;
            case ImmediateKind.Global:
                writer.WriteUnsigned(spaces.Globals.Read(reader));
                break;
            case ImmediateKind.Table:
                writer.WriteUnsigned(ReadOptional(spaces.Tables));
                break;
            case ImmediateKind.TableTable:
                ReadOptionalPair(spaces.Tables, writer);
                break;
            case ImmediateKind.TableInit:
                ReadInitialization(spaces.Tables, spaces.ElementSegments, writer);
                break;
            case ImmediateKind.Memory:
                writer.WriteUnsigned(ReadOptional(spaces.Memories));
                break;
            case ImmediateKind.MemoryMemory:
                ReadOptionalPair(spaces.Memories, writer);
                break;
            case ImmediateKind.MemoryInit:
                NeedsDataCount = true;
                ReadInitialization(spaces.Memories, spaces.DataSegments, writer);
                break;
            case ImmediateKind.DataSegment:
                NeedsDataCount = true;
                writer.WriteUnsigned(spaces.DataSegments.Read(reader));
                break;
            case ImmediateKind.ElementSegment:
                writer.WriteUnsigned(spaces.ElementSegments.Read(reader));
                break;
            case ImmediateKind.MemoryArgument:
                ReadMemoryArgument(info, writer);
                break;
            case ImmediateKind.MemoryArgumentLane:
                ReadMemoryArgument(info, writer);
                writer.Write(ReadLane());
                break;
            case ImmediateKind.Lane:
                writer.Write(ReadLane());
                break;
            case ImmediateKind.HeapType:
                writer.WriteSigned(types.ReadHeapType());
                break;
            case ImmediateKind.Type:
                writer.WriteUnsigned(types.Types.Read(reader));
                break;
            case ImmediateKind.TypeField:
                var type = types.Types.Read(reader);
                writer.WriteUnsigned(type);
                writer.WriteUnsigned(types.ReadFieldIndex(type));
                break;
            case ImmediateKind.TypeCount:
                writer.WriteUnsigned(types.Types.Read(reader));
                writer.WriteUnsigned(reader.ReadNatural32());
                break;
            case ImmediateKind.TypeType:
                writer.WriteUnsigned(types.Types.Read(reader));
                writer.WriteUnsigned(types.Types.Read(reader));
                break;
            case ImmediateKind.TypeData:
                NeedsDataCount = true;
                writer.WriteUnsigned(types.Types.Read(reader));
                writer.WriteUnsigned(spaces.DataSegments.Read(reader));
                break;
            case ImmediateKind.TypeElement:
                writer.WriteUnsigned(types.Types.Read(reader));
                writer.WriteUnsigned(spaces.ElementSegments.Read(reader));
                break;
            case ImmediateKind.Tag:
                ReadTag(writer);
                break;
            case ImmediateKind.AtomicFence:
                writer.Write(0);
                break;
            default:
                ConstantParser.Read(reader, info.Immediate, writer);
                break;
        }
    }

    private void ReadSelect(ByteWriter writer)
    {
        if (!reader.IsOpen("result"u8))
        {
            WriteOpcode(writer, Opcode.Select);
            return;
        }

        WriteOpcode(writer, Opcode.SelectTyped);
        FunctionSignature.Write(writer, types.ReadResults());
    }

    private void ReadLabelTable(ByteWriter writer)
    {
        var labels = new List<uint> { Labels.Read(reader) };
        while (reader.Current.IsIndex)
        {
            labels.Add(Labels.Read(reader));
        }

        writer.WriteUnsigned((ulong)labels.Count - 1);
        foreach (var label in labels)
        {
            writer.WriteUnsigned(label);
        }
    }

    private void ReadCastBranch(ByteWriter writer)
    {
        var label = Labels.Read(reader);
        var source = types.ReadReferenceType();
        var target = types.ReadReferenceType();
        writer.Write((byte)((source.IsNullable ? 1 : 0) | (target.IsNullable ? 2 : 0)));
        writer.WriteUnsigned(label);
        writer.WriteSigned(source.Heap);
        writer.WriteSigned(target.Heap);
    }

    /// <summary>Reads an index that may be left out when it is 0.</summary>
    private uint ReadOptional(IndexSpace space) => reader.Current.IsIndex ? space.Read(reader) : 0;

    private void ReadOptionalPair(IndexSpace space, ByteWriter writer)
    {
        var isGiven = reader.Current.IsIndex;
        writer.WriteUnsigned(isGiven ? space.Read(reader) : 0);
        writer.WriteUnsigned(isGiven ? space.Read(reader) : 0);
    }

    /// <summary>Reads the target, which may be left out when it is 0, and the segment; in the binary format they stand the other way
    /// round.</summary>
    private void ReadInitialization(IndexSpace targets, IndexSpace segments, ByteWriter writer)
    {
        var target = reader.FollowingKind is TokenKind.Natural or TokenKind.Identifier ? targets.Read(reader) : 0;
        writer.WriteUnsigned(segments.Read(reader));
        writer.WriteUnsigned(target);
    }

    /// <summary>Reads a memory argument (specification 6.5.5).</summary>
    private void ReadMemoryArgument(OpcodeInfo info, ByteWriter writer)
    {
        // A number alone in front of a lane is not there: it is the lane.
        var hasMemory = reader.Current.Kind == TokenKind.Identifier
            || (reader.Current.Kind == TokenKind.Natural
                && (info.Immediate != ImmediateKind.MemoryArgumentLane || reader.FollowingKind == TokenKind.Natural
                    || reader.FollowingText.StartsWith("offset="u8) || reader.FollowingText.StartsWith("align="u8)));
        var memory = hasMemory ? spaces.Memories.Read(reader) : 0;
        var offset = ReadParameter("offset="u8, 0);
        var alignmentToken = reader.Current;
        var alignment = ReadParameter("align="u8, 1UL << info.WidthLog2);
        if (!ulong.IsPow2(alignment))
        {
            throw reader.Malformed($"alignment must be a power of two, but is {alignment}", alignmentToken);
        }

        var flags = ulong.Log2(alignment);
        writer.WriteUnsigned(memory == 0 ? flags : flags | 0x40);
        if (memory != 0)
        {
            writer.WriteUnsigned(memory);
        }

        writer.WriteUnsigned(offset);
    }

    private ulong ReadParameter(ReadOnlySpan<byte> name, ulong otherwise)
    {
        if (reader.Current.Kind != TokenKind.Keyword || !Keywords.TryReadParameter(reader.Text, name, out var number))
        {
            return otherwise;
        }

        if (!IntegerLiteral.TryParseNatural(number, out var value))
        {
            throw reader.Malformed("i64 constant out of range");
        }

        reader.Advance();
        return value;
    }

    private byte ReadLane()
    {
        var token = reader.Expect(TokenKind.Natural);
        return IntegerLiteral.TryParse(reader.Sequence.Text(token), 8, out var lane)
            ? (byte)lane
            : throw reader.Malformed("i8 constant out of range", token);
    }
}

using Lanner.Structure;
using static Lanner.Hostile.Shapes.Encoding;

namespace Lanner.Hostile.Shapes;

/// <summary>Every instruction whose types its row in the opcode table tells, in sequence and as a tree of its own results.</summary>
internal static class InstructionShapes
{
    internal static IEnumerable<Shape> All { get; } = [.. Make()];

    private static IEnumerable<Shape> Make()
    {
        foreach (var row in OpcodeTable.Rows)
        {
            if (row.Signature is null)
            {
                continue;
            }

            var code = Code(row);
            var drops = Repeat(row.Results.Length, 0x1A);
            byte[] unit = [.. Operands(row), .. code, .. drops];
            yield return new Shape($"instruction {row.Mnemonic}", size => CommonModule.WithBody(Repeat(size / unit.Length, unit)));
            if (row.Operands.Length > 0 && row.Results.Length == 1
                && (row.Operands[0] == row.Results[0] || (row.Operands[0] == 'a' && row.Results[0] == 'i')))
            {
                byte[] first = Constant(row.Operands[0]);
                byte[] step = [.. Operands(row)[first.Length..], .. code];
                yield return new Shape(
                    $"chain {row.Mnemonic}", size => CommonModule.WithBody([.. first, .. Repeat(size / step.Length, step), 0x1A]));
            }
        }
    }

    private static byte[] Operands(OpcodeInfo row)
    {
        var bytes = new List<byte>();
        foreach (var letter in row.Operands)
        {
            bytes.AddRange(Constant(letter));
        }

        return [.. bytes];
    }

    private static byte[] Constant(char letter) => letter switch
    {
        'I' => [0x42, 1],
        'f' => [0x43, 0, 0, 0x80, 0x3F],
        'F' => [0x44, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F],
        'v' => [0xFD, 12, .. Repeat(16, 1)],
        'a' => [0x41, 8],
        _ => [0x41, 1],
    };

    private static byte[] Code(OpcodeInfo row)
    {
        var number = (int)row.Opcode & 0xFFF;
        byte[] opcode = ((int)row.Opcode >> 12) switch
        {
            0 => [(byte)number],
            1 => [0xFB, .. Unsigned(number)],
            2 => [0xFC, .. Unsigned(number)],
            3 => [0xFD, .. Unsigned(number)],
            _ => [0xFE, .. Unsigned(number)],
        };
        byte[] immediates = row.Immediate switch
        {
            ImmediateKind.MemoryArgument => [row.WidthLog2, 0],
            ImmediateKind.MemoryArgumentLane => [row.WidthLog2, 0, 0],
            ImmediateKind.Shuffle => [0, 17, 2, 19, 4, 21, 6, 23, 8, 25, 10, 27, 12, 29, 14, 31],
            ImmediateKind.I32 or ImmediateKind.I64 or ImmediateKind.Memory or ImmediateKind.DataSegment or ImmediateKind.ElementSegment
                or ImmediateKind.Lane
                or ImmediateKind.AtomicFence => [0],
            ImmediateKind.F32 => [0, 0, 0, 0],
            ImmediateKind.F64 => [0, 0, 0, 0, 0, 0, 0, 0],
            ImmediateKind.V128 => new byte[16],
            ImmediateKind.MemoryMemory or ImmediateKind.MemoryInit => [0, 0],
            _ => [],
        };
        return [.. opcode, .. immediates];
    }
}

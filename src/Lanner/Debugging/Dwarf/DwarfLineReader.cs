using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Debugging.Dwarf;

/// <summary>Reads the line tables of <c>.debug_line</c> (DWARF 5, section 6.2; versions 2 to 5). A table is a program whose rows say from
/// which address on which line is meant; the rows are not kept, but compared with what is looked for as they come.</summary>
/// <remarks>Everything is read once, with a step for each byte, and nothing is allocated by numbers that the module gives. What cannot be
/// made sense of ends the reading.</remarks>
internal sealed class DwarfLineReader(ReadOnlyMemory<byte> module, ByteRange section, DwarfStrings strings)
{
    private ulong[] _wanted = [];
    private int[] _order = [];
    private SourceLocation?[] _found = [];

    /// <summary>The state of the program that a table is (DWARF 5, section 6.2.2).</summary>
    private struct Registers
    {
        internal ulong Address;
        internal ulong File;
        internal ulong Line;
        internal ulong Column;
        internal bool IsSet;
    }

    /// <summary>Finds the rows that addresses belong to.</summary>
    /// <param name="addresses">The addresses.</param>
    /// <param name="found">The list that the places are added to.</param>
    internal void Find(ulong[] addresses, SourceLocation?[] found)
    {
        _found = found;
        _order = new int[addresses.Length];
        for (var index = 0; index < _order.Length; index++)
        {
            _order[index] = index;
        }

        _wanted = (ulong[])addresses.Clone();
        Array.Sort(_wanted, _order);
        var reader = new ByteReader(module.Span, section);
        try
        {
            while (reader.Remaining > 4)
            {
                ReadUnit(ref reader);
            }
        }
        catch (MalformedModuleException)
        {
            // Debug information is a help, and no part of what the module is: what has been found counts.
        }
    }

    private void ReadUnit(ref ByteReader reader)
    {
        var isWide = false;
        ulong length = reader.ReadFixedUnsigned32();
        if (length == 0xFFFFFFFF)
        {
            isWide = true;
            length = reader.ReadFixedUnsigned64();
        }

        var range = reader.ReadRange((uint)ulong.Min(length, uint.MaxValue));
        var unit = new ByteReader(module.Span, range);
        var header = DwarfLineHeader.Read(ref unit, isWide);
        if (header is not null)
        {
            Run(new ByteReader(module.Span, new ByteRange(header.ProgramOffset, range.End - header.ProgramOffset)), header);
        }
    }

    private void Run(ByteReader reader, DwarfLineHeader header)
    {
        var row = new Registers { File = 1, Line = 1 };
        var previous = default(Registers);
        while (!reader.IsAtEnd)
        {
            var opcode = reader.ReadByte();
            if (opcode >= header.OpcodeBase)
            {
                var adjusted = opcode - header.OpcodeBase;
                row.Address += (ulong)(adjusted / header.LineRange) * header.MinimumInstructionLength;
                row.Line += (ulong)(header.LineBase + (adjusted % header.LineRange));
                AddRow(ref previous, in row, header);
                continue;
            }

            switch (opcode)
            {
                case 0:
                    if (RunExtended(ref reader, ref row))
                    {
                        AddRow(ref previous, in row, header);
                        previous = default;
                        row = new Registers { File = 1, Line = 1 };
                    }

                    break;
                case 1: // copy
                    AddRow(ref previous, in row, header);
                    break;
                case 2: // advance_pc
                    row.Address += reader.ReadUnsigned64() * header.MinimumInstructionLength;
                    break;
                case 3: // advance_line
                    row.Line += (ulong)reader.ReadSigned64();
                    break;
                case 4: // set_file
                    row.File = reader.ReadUnsigned64();
                    break;
                case 5: // set_column
                    row.Column = reader.ReadUnsigned64();
                    break;
                case 8: // const_add_pc
                    row.Address += (ulong)((255 - header.OpcodeBase) / header.LineRange) * header.MinimumInstructionLength;
                    break;
                case 9: // fixed_advance_pc
                    row.Address += (ulong)(reader.ReadByte() | (reader.ReadByte() << 8));
                    break;
                default:
                    // The others, and those that are not known, change nothing that matters here.
                    for (var count = header.OperandCount(opcode); count > 0; count--)
                    {
                        reader.ReadUnsigned64();
                    }

                    break;
            }
        }
    }

    /// <summary>Runs an instruction with a length of its own.</summary>
    /// <returns>True if it ends the sequence.</returns>
    private bool RunExtended(ref ByteReader reader, ref Registers row)
    {
        var length = reader.ReadUnsigned32();
        var range = reader.ReadRange(length);
        if (range.Length == 0)
        {
            return false;
        }

        var operands = new ByteReader(module.Span, range);
        switch (operands.ReadByte())
        {
            case 1: // end_sequence
                return true;
            case 2: // set_address
                row.Address = operands.Remaining >= 8 ? operands.ReadFixedUnsigned64() : operands.ReadFixedUnsigned32();
                break;
        }

        return false;
    }

    /// <summary>A row is known to end where the next begins.</summary>
    private void AddRow(ref Registers previous, in Registers row, DwarfLineHeader header)
    {
        // What the linker has removed begins at 0, where no function is.
        if (previous is { IsSet: true, Address: > 0 } && row.Address > previous.Address)
        {
            var index = Array.BinarySearch(_wanted, previous.Address);
            index = index < 0 ? ~index : index;
            while (index > 0 && _wanted[index - 1] == previous.Address)
            {
                index--;
            }

            for (; index < _wanted.Length && _wanted[index] < row.Address; index++)
            {
                _found[_order[index]] ??= new SourceLocation(
                    header.FileName(module.Span, strings, previous.File), Clamp(previous.Line), Clamp(previous.Column));
            }
        }

        previous = row;
        previous.IsSet = true;
    }

    private static int Clamp(ulong number) => number > int.MaxValue ? 0 : (int)number;
}

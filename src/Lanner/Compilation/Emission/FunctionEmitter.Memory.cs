using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation.Emission;

/// <summary>Loads, stores and the comparisons of checked memories.</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>The native address: base + zero-extended address + offset, in the order that the JIT folds into one addressing
    /// mode.</summary>
    private void EmitLocation(MemoryLocation location)
    {
        _il.EmitLoadLocal(_memoryBases[location.MemoryIndex]);
        var offset = location.Offset;
        if (location.Address is Literal literal)
        {
            // Both are below 2^32 for a 32-bit memory; for a 64-bit one the bounds check has excluded that the sum wraps.
            offset += literal.Type == OperandType.I32 ? (uint)literal.Bits : (ulong)literal.Bits;
        }
        else
        {
            Emit(location.Address);
            if (location.Address.Type == OperandType.I32)
            {
                _il.Emit(ILOpCode.Conv_u8);
            }

            _il.Emit(ILOpCode.Add);
        }

        EmitOffset(offset);
    }

    /// <summary>Adds an offset to the address on the stack.</summary>
    private void EmitOffset(ulong offset)
    {
        if (offset == 0)
        {
            return;
        }

        if (offset <= int.MaxValue)
        {
            _il.EmitConstant((int)offset);
        }
        else
        {
            _il.EmitConstant((long)offset);
        }

        _il.Emit(ILOpCode.Add);
    }

    private void EmitLoad(MemoryLoad load)
    {
        EmitLocation(load.Location);
        MarkOffset(load.Offset);
        EmitProbe(load);
        switch (load.Opcode)
        {
            case Opcode.I32Load:
                _il.Emit(ILOpCode.Ldind_i4);
                break;
            case Opcode.I64Load:
                _il.Emit(ILOpCode.Ldind_i8);
                break;
            case Opcode.F32Load:
                _il.Emit(ILOpCode.Ldind_r4);
                break;
            case Opcode.F64Load:
                _il.Emit(ILOpCode.Ldind_r8);
                break;
            case Opcode.I32Load8S:
                _il.Emit(ILOpCode.Ldind_i1);
                break;
            case Opcode.I32Load8U:
                _il.Emit(ILOpCode.Ldind_u1);
                break;
            case Opcode.I32Load16S:
                _il.Emit(ILOpCode.Ldind_i2);
                break;
            case Opcode.I32Load16U:
                _il.Emit(ILOpCode.Ldind_u2);
                break;
            case Opcode.I64Load8S:
                EmitExtended(ILOpCode.Ldind_i1, ILOpCode.Conv_i8);
                break;
            case Opcode.I64Load8U:
                EmitExtended(ILOpCode.Ldind_u1, ILOpCode.Conv_u8);
                break;
            case Opcode.I64Load16S:
                EmitExtended(ILOpCode.Ldind_i2, ILOpCode.Conv_i8);
                break;
            case Opcode.I64Load16U:
                EmitExtended(ILOpCode.Ldind_u2, ILOpCode.Conv_u8);
                break;
            case Opcode.I64Load32S:
                EmitExtended(ILOpCode.Ldind_i4, ILOpCode.Conv_i8);
                break;
            case Opcode.I64Load32U:
                EmitExtended(ILOpCode.Ldind_u4, ILOpCode.Conv_u8);
                break;
            default:
                throw new InvalidOperationException($"No load for {load.Opcode}.");
        }
    }

    /// <summary>Touches the last byte of an access whose address is on the stack, for loads that the JIT may make smaller or leave out. (It
    /// makes them smaller even when they are volatile, but keeps the fault of a single byte.)</summary>
    private void EmitProbe(MemoryLoad load)
    {
        var lastByte = (1 << OpcodeTable.Get(load.Opcode).WidthLog2) - 1;
        if (!(load.IsDropped || (load.IsNarrowable && lastByte > 0)) || _layout.IsChecked(load.Location.MemoryIndex)
            || IsAlwaysInside(load.Location, lastByte))
        {
            return;
        }

        _il.Emit(ILOpCode.Dup);
        _il.EmitConstant(lastByte);
        _il.Emit(ILOpCode.Add);
        if (load.Location.Address is not Literal)
        {
            // By a zero that the JIT does not know, since after an access to the same address without the offset it takes this one to be
            // good, and a byte that nobody uses for one that need not be read.
            EmitZero(OperandType.I64);
            _il.Emit(ILOpCode.Add);
        }

        // Volatile, since after another access at the same address the JIT takes this one to be good.
        _il.Emit(ILOpCode.Volatile);
        _il.Emit(ILOpCode.Ldind_u1);
        if (load.IsDropped || load.Location.Address is Literal)
        {
            // Of two bytes near each other that are unused it reads only the first, and after an access to the start of a memory it takes
            // every constant address in it to be good (JitQuirks.DroppedLoad).
            Call(RuntimeMembers.KeepLoaded(typeof(int)));
        }
        else
        {
            _il.Emit(ILOpCode.Pop);
        }
    }

    /// <summary>Tests whether an access is inside the memory even if the memory has its smallest size.</summary>
    private bool IsAlwaysInside(MemoryLocation location, int lastByte)
    {
        if (location.Address is not Literal { Type: OperandType.I32, Bits: var bits })
        {
            return false;
        }

        var type = _layout.Module.Memories[location.MemoryIndex];
        return location.Offset <= uint.MaxValue
            && (uint)bits + location.Offset + (uint)lastByte < (ulong)type.Limits.Minimum << type.PageSizeLog2;
    }

    private void EmitExtended(ILOpCode load, ILOpCode extension)
    {
        _il.Emit(load);
        _il.Emit(extension);
    }

    private void EmitStore(MemoryStore store)
    {
        if (TryEmitUpdate(store))
        {
            return;
        }

        EmitLocation(store.Location);
        Emit(store.Value);
        MarkOffset(store.Offset);
        switch (store.Opcode)
        {
            case Opcode.I32Store or Opcode.I64Store32:
                _il.Emit(ILOpCode.Stind_i4);
                break;
            case Opcode.I64Store:
                _il.Emit(ILOpCode.Stind_i8);
                break;
            case Opcode.F32Store:
                _il.Emit(ILOpCode.Stind_r4);
                break;
            case Opcode.F64Store:
                _il.Emit(ILOpCode.Stind_r8);
                break;
            case Opcode.I32Store8 or Opcode.I64Store8:
                _il.Emit(ILOpCode.Stind_i1);
                break;
            case Opcode.I32Store16 or Opcode.I64Store16:
                _il.Emit(ILOpCode.Stind_i2);
                break;
            default:
                throw new InvalidOperationException($"No store for {store.Opcode}.");
        }
    }

    private void EmitMemorySize(MemorySize size)
    {
        if (_layout.IsChecked(size.MemoryIndex))
        {
            _il.EmitLoadLocal(_memoryBases[size.MemoryIndex]);
            _il.EmitConstant(MemorySizes.CheckedOffset);
            _il.Emit(ILOpCode.Add);
        }
        else
        {
            EmitStateObject(StateObjectKind.Memory, size.MemoryIndex);
            _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.MemorySizeAddress));
        }

        _il.Emit(ILOpCode.Ldind_i8);
    }

    private void EmitBoundsCheck(BoundsCheck check)
    {
        var location = check.Location;
        var size = new MemorySize(location.MemoryIndex);
        var inside = _il.DefineLabel();
        if (!_layout.Module.Memories[location.MemoryIndex].Is64Bit)
        {
            // address + offset + width <= size, in 64 bits, where it cannot wrap.
            EmitEnd(location, check.Width);
            Emit(size);
            _il.EmitBranch(ILOpCode.Ble_un, inside);
        }
        else
        {
            EmitBoundsCheck64(location, check.Width, size, inside);
        }

        EmitTrap(TrapCode.MemoryOutOfBounds);
        _il.MarkLabel(inside);
    }

    private void EmitEnd(MemoryLocation location, uint width)
    {
        var reach = location.Offset + width;
        if (location.Address is Literal literal)
        {
            _il.EmitConstant((long)((ulong)literal.Bits + reach));
            return;
        }

        Emit(location.Address);
        _il.EmitConstant((long)reach);
        _il.Emit(ILOpCode.Add);
    }

    /// <summary>Without wrapping: offset + width must not pass the size, nor the address what is left of it.</summary>
    private void EmitBoundsCheck64(MemoryLocation location, uint width, MemorySize size, Label inside)
    {
        var outside = _il.DefineLabel();
        var reach = location.Offset + width;
        if (reach < width)
        {
            _il.EmitBranch(ILOpCode.Br, outside);
        }
        else
        {
            Emit(size);
            _il.EmitConstant((long)reach);
            _il.EmitBranch(ILOpCode.Blt_un, outside);
            Emit(location.Address);
            Emit(size);
            _il.EmitConstant((long)reach);
            _il.Emit(ILOpCode.Sub);
            _il.EmitBranch(ILOpCode.Ble_un, inside);
        }

        _il.MarkLabel(outside);
    }
}

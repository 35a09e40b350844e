using System.Text;
using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Numbers, truth values and characters.</summary>
internal sealed class NumberShape(ComponentValueKind kind) : Shape
{
    internal static readonly ComponentValueKind[] Kinds =
    [
        ComponentValueKind.U8, ComponentValueKind.S8, ComponentValueKind.U16, ComponentValueKind.S16, ComponentValueKind.U32,
        ComponentValueKind.S32, ComponentValueKind.U64, ComponentValueKind.S64, ComponentValueKind.F32, ComponentValueKind.F64,
        ComponentValueKind.Bool, ComponentValueKind.Char,
    ];

    internal override string Text => kind.ToString().ToLowerInvariant();

    internal override int Size => kind switch
    {
        ComponentValueKind.Bool or ComponentValueKind.U8 or ComponentValueKind.S8 => 1,
        ComponentValueKind.U16 or ComponentValueKind.S16 => 2,
        ComponentValueKind.U64 or ComponentValueKind.S64 or ComponentValueKind.F64 => 8,
        _ => 4,
    };

    internal override int Alignment => Size;

    internal override IReadOnlyList<CoreType> Flat { get; } =
    [
        kind switch
        {
            ComponentValueKind.U64 or ComponentValueKind.S64 => CoreType.I64,
            ComponentValueKind.F32 => CoreType.F32,
            ComponentValueKind.F64 => CoreType.F64,
            _ => CoreType.I32,
        },
    ];

    internal override ComponentValue Draw(Chance chance) => kind switch
    {
        ComponentValueKind.Bool => ComponentValue.FromBool(chance.OneIn(2)),
        ComponentValueKind.Char => ComponentValue.FromChar(StringShape.DrawCharacter(chance)),
        _ => Make(chance.Bits()),
    };

    internal override void Store(GuestImage image, int address, ComponentValue value) =>
        image.Write(address, Size, BitsOf(value), Use);

    internal override void StoreFlat(GuestImage image, int slot, ComponentValue value) =>
        image.Write(GuestImage.At(slot), Size == 8 ? 8 : 4, BitsOf(value), Use);

    internal override ComponentValue Load(GuestMemory memory, ulong address) => Lift(memory.Read(address, Size));

    internal override ComponentValue LoadFlat(GuestMemory memory, int slot) =>
        Lift(Size == 8 ? memory.ReadWideSlot(slot) : memory.ReadSlot(slot));

    private FieldKind Use => kind switch
    {
        ComponentValueKind.Bool => FieldKind.Bool,
        ComponentValueKind.Char => FieldKind.Char,
        _ => FieldKind.Number,
    };

    private ComponentValue Lift(ulong bits)
    {
        switch (kind)
        {
            case ComponentValueKind.Bool:
                return ComponentValue.FromBool(bits != 0);
            case ComponentValueKind.Char:
                GuestMemory.TrapIf(bits >= 0x110000 || bits is >= 0xD800 and <= 0xDFFF);
                return ComponentValue.FromChar(new Rune((uint)bits));
            default:
                return Make(bits);
        }
    }

    private ComponentValue Make(ulong bits) => kind switch
    {
        ComponentValueKind.U8 => ComponentValue.FromU8((byte)bits),
        ComponentValueKind.S8 => ComponentValue.FromS8((sbyte)bits),
        ComponentValueKind.U16 => ComponentValue.FromU16((ushort)bits),
        ComponentValueKind.S16 => ComponentValue.FromS16((short)bits),
        ComponentValueKind.U32 => ComponentValue.FromU32((uint)bits),
        ComponentValueKind.S32 => ComponentValue.FromS32((int)bits),
        ComponentValueKind.U64 => ComponentValue.FromU64(bits),
        ComponentValueKind.S64 => ComponentValue.FromS64((long)bits),
        ComponentValueKind.F32 => ComponentValue.FromF32(BitConverter.UInt32BitsToSingle((uint)bits)),
        _ => ComponentValue.FromF64(BitConverter.UInt64BitsToDouble(bits)),
    };

    private ulong BitsOf(ComponentValue value) => kind switch
    {
        ComponentValueKind.Bool => value.AsBool() ? 1u : 0u,
        ComponentValueKind.Char => (uint)value.AsChar().Value,
        ComponentValueKind.U8 => value.AsU8(),
        ComponentValueKind.S8 => (uint)value.AsS8(),
        ComponentValueKind.U16 => value.AsU16(),
        ComponentValueKind.S16 => (uint)value.AsS16(),
        ComponentValueKind.U32 => value.AsU32(),
        ComponentValueKind.S32 => (uint)value.AsS32(),
        ComponentValueKind.U64 => value.AsU64(),
        ComponentValueKind.S64 => (ulong)value.AsS64(),
        ComponentValueKind.F32 => BitConverter.SingleToUInt32Bits(value.AsF32()),
        _ => BitConverter.DoubleToUInt64Bits(value.AsF64()),
    };
}

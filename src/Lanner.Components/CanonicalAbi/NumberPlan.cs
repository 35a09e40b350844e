using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers numbers, truth values and scalar values: the types that are one core value.</summary>
internal sealed class NumberPlan(PrimitiveKind primitive) : ValuePlan
{
    // The kinds of types and of values are in one order.
    private readonly ComponentValueKind _kind = (ComponentValueKind)primitive;

    internal ComponentValueKind Kind => _kind;

    /// <summary>True if all bits of the core value count. Those of a NaN may stay (Canonical ABI, <c>maybe_scramble_nan32</c>).</summary>
    internal bool IsIdentity => IsPlain && Size >= 4;

    internal override int Size { get; } = (int)ElementLayout.OfPrimitive(primitive).Size;

    internal override int Alignment => Size;

    internal override int FlatCount => 1;

    internal override bool IsPlain => NumberArrays.SizeOf(_kind) != 0;

    internal override bool Accepts(in ComponentValue value, AbiContext context) => value.Kind == _kind;

    internal override ComponentValue Load(in AbiCall call, ulong address)
    {
        var place = (long)address;
        return Lift(Size switch
        {
            1 => call.Memory.Read<byte>(place),
            2 => call.Memory.Read<ushort>(place),
            4 => call.Memory.Read<uint>(place),
            _ => call.Memory.Read<ulong>(place),
        });
    }

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address)
    {
        var place = (long)address;
        switch (Size)
        {
            case 1:
                call.Memory.Write(place, (byte)value.Bits);
                break;
            case 2:
                call.Memory.Write(place, (ushort)value.Bits);
                break;
            case 4:
                call.Memory.Write(place, (uint)value.Bits);
                break;
            default:
                call.Memory.Write(place, value.Bits);
                break;
        }
    }

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader) => Lift(reader.Next());

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer) =>
        writer.Write(Size == 8 ? value.Bits : (uint)value.Bits);

    /// <summary>The value with these bits, of which those beyond the type do not count.</summary>
    private ComponentValue Lift(ulong bits)
    {
        switch (_kind)
        {
            case ComponentValueKind.Bool:
                return ComponentValue.FromBool((uint)bits != 0);
            case ComponentValueKind.F32:
                return ComponentValue.FromF32(BitConverter.UInt32BitsToSingle((uint)bits));
            case ComponentValueKind.F64:
                return ComponentValue.FromF64(BitConverter.UInt64BitsToDouble(bits));
            case ComponentValueKind.Char:
                return new ComponentValue(_kind, AbiTraps.RequireChar((uint)bits));
            default:
                return new ComponentValue(_kind, _kind switch
                {
                    ComponentValueKind.S8 => (ulong)(sbyte)bits,
                    ComponentValueKind.U8 => (byte)bits,
                    ComponentValueKind.S16 => (ulong)(short)bits,
                    ComponentValueKind.U16 => (ushort)bits,
                    ComponentValueKind.S32 => (ulong)(int)bits,
                    ComponentValueKind.U32 => (uint)bits,
                    _ => bits,
                });
        }
    }
}

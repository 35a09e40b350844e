namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers flags. Bits that have no label do not count.</summary>
internal sealed class FlagsPlan(string[] labels) : ValuePlan
{
    private readonly ulong _mask = (1UL << labels.Length) - 1;

    internal string[] Labels => labels;

    /// <summary>The bits that have a label.</summary>
    internal uint Mask => (uint)_mask;

    internal override int Size { get; } = (int)ElementLayout.OfFlags(labels.Length).Size;

    internal override int Alignment => Size;

    internal override int FlatCount => 1;

    internal override bool Accepts(in ComponentValue value, AbiContext context) =>
        value.Kind == ComponentValueKind.Flags
        && (value.Payload == (object)labels || value.AsFlags().All(label => Array.IndexOf(labels, label) >= 0));

    internal override ComponentValue Load(in AbiCall call, ulong address)
    {
        var place = (long)address;
        return Lift(Size switch
        {
            1 => call.Memory.Read<byte>(place),
            2 => call.Memory.Read<ushort>(place),
            _ => call.Memory.Read<uint>(place),
        });
    }

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address)
    {
        var place = (long)address;
        var bits = BitsOf(value);
        switch (Size)
        {
            case 1:
                call.Memory.Write(place, (byte)bits);
                break;
            case 2:
                call.Memory.Write(place, (ushort)bits);
                break;
            default:
                call.Memory.Write(place, bits);
                break;
        }
    }

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader) => Lift(reader.Next());

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer) => writer.Write(BitsOf(value));

    private ComponentValue Lift(ulong bits) => ComponentValue.OfFlags(labels, bits & _mask);

    private uint BitsOf(in ComponentValue value)
    {
        if (value.Payload == (object)labels)
        {
            return (uint)value.Bits;
        }

        var bits = 0u;
        foreach (var label in value.AsFlags())
        {
            bits |= 1u << Array.IndexOf(labels, label);
        }

        return bits;
    }
}

using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers variants, options, results and enums: a discriminant, and what goes with the case.</summary>
/// <param name="form">The kind of value.</param>
/// <param name="labels">The labels of the cases.</param>
/// <param name="cases">The plan for the payload of each case, or null.</param>
internal sealed class VariantPlan(ComponentValueKind form, string[] labels, ValuePlan?[] cases) : ValuePlan
{
    private readonly int _discriminantSize = (int)ElementLayout.OfDiscriminant(cases.Length).Size;
    private readonly int _payloadOffset = AggregatePlan.Align(
        (int)ElementLayout.OfDiscriminant(cases.Length).Size, cases.Max(one => one?.Alignment ?? 1));

    internal string[] Labels => labels;

    /// <summary>The number of bytes of the discriminant.</summary>
    internal int DiscriminantSize => _discriminantSize;

    /// <summary>The offset of the payload in a memory.</summary>
    internal int PayloadOffset => _payloadOffset;

    internal override int Alignment { get; } =
        int.Max((int)ElementLayout.OfDiscriminant(cases.Length).Size, cases.Max(one => one?.Alignment ?? 1));

    internal override int Size { get; } = SizeOf(cases);

    internal override int FlatCount { get; } = int.Min(1 + cases.Max(one => one?.FlatCount ?? 0), FlatTypes.MaximumParameters + 1);

    /// <summary>The plan for the payload of a case, or null.</summary>
    internal ValuePlan? PayloadAt(int index) => cases[index];

    internal override bool Accepts(in ComponentValue value, AbiContext context)
    {
        if (value.Kind != form || IndexOf(value) is var index && index < 0)
        {
            return false;
        }

        var payload = PayloadOf(value);
        return cases[index] is { } plan
            ? payload is { } given && plan.Accepts(given, context)
            : payload is null;
    }

    internal override ComponentValue Load(in AbiCall call, ulong address)
    {
        var place = (long)address;
        var index = Checked(_discriminantSize switch
        {
            1 => call.Memory.Read<byte>(place),
            2 => call.Memory.Read<ushort>(place),
            _ => call.Memory.Read<uint>(place),
        });
        return Make(call, index, cases[index]?.Load(call, address + (uint)_payloadOffset));
    }

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address)
    {
        var place = (long)address;
        var index = IndexOf(value);
        switch (_discriminantSize)
        {
            case 1:
                call.Memory.Write(place, (byte)index);
                break;
            case 2:
                call.Memory.Write(place, (ushort)index);
                break;
            default:
                call.Memory.Write(place, (uint)index);
                break;
        }

        if (cases[index] is { } plan)
        {
            plan.Store(call, PayloadOf(value)!.Value, address + (uint)_payloadOffset);
        }
    }

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader)
    {
        var end = reader.Position + FlatCount;
        var index = Checked((uint)reader.Next());
        var payload = cases[index]?.LiftFlat(call, ref reader);
        reader.Position = end;
        return Make(call, index, payload);
    }

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer)
    {
        var end = writer.Position + FlatCount;
        var index = IndexOf(value);
        writer.Write((uint)index);
        if (cases[index] is { } plan)
        {
            plan.LowerFlat(call, PayloadOf(value)!.Value, ref writer);
        }

        writer.FillTo(end);
    }

    private static int SizeOf(ValuePlan?[] cases)
    {
        var discriminant = (int)ElementLayout.OfDiscriminant(cases.Length).Size;
        var alignment = cases.Max(one => one?.Alignment ?? 1);
        var end = AggregatePlan.Align(discriminant, alignment) + cases.Max(one => one?.Size ?? 0);
        return AggregatePlan.Align(end, int.Max(discriminant, alignment));
    }

    private int Checked(uint discriminant) => (int)AbiTraps.RequireCase(discriminant, (uint)cases.Length);

    private ComponentValue Make(in AbiCall call, int index, ComponentValue? payload)
    {
        switch (form)
        {
            case ComponentValueKind.Enum:
                return new ComponentValue(form, (uint)index, labels[index]);
            case ComponentValueKind.Variant:
                call.Context.Charge(56);
                return new ComponentValue(form, (uint)index, new CasePayload(labels[index], payload));
            default:
                call.Context.Charge(40);
                return new ComponentValue(form, (uint)index, payload is { } value ? new BoxedValue(value) : null);
        }
    }

    /// <summary>The index of the case of a value, or -1. A lifted value has it already.</summary>
    private int IndexOf(in ComponentValue value)
    {
        if (form is ComponentValueKind.Option or ComponentValueKind.Result)
        {
            return (int)value.Bits;
        }

        var label = value.Payload is CasePayload payload ? payload.Label : (string)value.Payload!;
        return value.Bits < (uint)labels.Length && labels[(int)value.Bits] == label ? (int)value.Bits : Array.IndexOf(labels, label);
    }

    private static ComponentValue? PayloadOf(in ComponentValue value) => value.Payload switch
    {
        CasePayload payload => payload.Value,
        BoxedValue boxed => boxed.Value,
        _ => null,
    };
}

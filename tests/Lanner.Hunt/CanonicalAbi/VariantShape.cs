using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Variants, enums, options and results: the index of a case, and what goes with it.</summary>
internal sealed class VariantShape(Shape?[] cases, string text, ComponentValueKind form) : Shape
{
    private readonly int _discriminantSize = cases.Length <= 256 ? 1 : cases.Length <= 65536 ? 2 : 4;

    internal override string Text => text;

    internal override int Size => Align(PayloadOffset + cases.Max(one => one?.Size ?? 0), Alignment);

    internal override int Alignment => int.Max(_discriminantSize, PayloadAlignment);

    internal override IReadOnlyList<CoreType> Flat { get; } = [CoreType.I32, .. Join(cases)];

    internal override IEnumerable<Shape> Parts => cases.OfType<Shape>();

    internal override ComponentValue Draw(Chance chance)
    {
        // Not all of many cases are as likely: those at the borders of sizes of discriminants are the ones to meet.
        var index = chance.OneIn(3) ? cases.Length - 1 : chance.Below(cases.Length);
        return Make(index, cases[index]?.Draw(chance));
    }

    internal override void Store(GuestImage image, int address, ComponentValue value)
    {
        var (index, payload) = PartsOf(value);
        image.Write(address, _discriminantSize, (uint)index, FieldKind.Discriminant, cases.Length);
        cases[index]?.Store(image, address + PayloadOffset, payload!.Value);
    }

    internal override void StoreFlat(GuestImage image, int slot, ComponentValue value)
    {
        var (index, payload) = PartsOf(value);
        image.Write(GuestImage.At(slot), 4, (uint)index, FieldKind.Discriminant, cases.Length);
        cases[index]?.StoreFlat(image, slot + 1, payload!.Value);
    }

    internal override ComponentValue Load(GuestMemory memory, ulong address)
    {
        var index = Check(memory.Read(address, _discriminantSize));
        return Make(index, cases[index]?.Load(memory, address + (ulong)PayloadOffset));
    }

    internal override ComponentValue LoadFlat(GuestMemory memory, int slot)
    {
        var index = Check(memory.ReadSlot(slot));
        return Make(index, cases[index]?.LoadFlat(memory, slot + 1));
    }

    internal override int CountRooms(ComponentValue value)
    {
        var (index, payload) = PartsOf(value);
        return cases[index]?.CountRooms(payload!.Value) ?? 0;
    }

    private int PayloadAlignment => cases.Max(one => one?.Alignment ?? 1);

    private int PayloadOffset => Align(_discriminantSize, PayloadAlignment);

    /// <summary>The core types in which the payload of each case has room (Canonical ABI, <c>flatten_variant</c>).</summary>
    private static List<CoreType> Join(Shape?[] cases)
    {
        var joined = new List<CoreType>();
        foreach (var one in cases.OfType<Shape>())
        {
            for (var index = 0; index < one.Flat.Count; index++)
            {
                var type = one.Flat[index];
                if (index == joined.Count)
                {
                    joined.Add(type);
                }
                else if (joined[index] != type)
                {
                    joined[index] = joined[index] is CoreType.I32 or CoreType.F32 && type is CoreType.I32 or CoreType.F32
                        ? CoreType.I32
                        : CoreType.I64;
                }
            }
        }

        return joined;
    }

    private int Check(ulong discriminant)
    {
        GuestMemory.TrapIf(discriminant >= (ulong)cases.Length);
        return (int)discriminant;
    }

    private (int Index, ComponentValue? Payload) PartsOf(ComponentValue value)
    {
        switch (form)
        {
            case ComponentValueKind.Option:
                return value.AsOption() is { } some ? (1, some) : (0, null);
            case ComponentValueKind.Result:
                var (isError, result) = value.AsResult();
                return (isError ? 1 : 0, result);
            case ComponentValueKind.Enum:
                return (int.Parse(value.AsEnum()[1..], System.Globalization.CultureInfo.InvariantCulture), null);
            default:
                var (label, payload) = value.AsVariant();
                return (int.Parse(label[1..], System.Globalization.CultureInfo.InvariantCulture), payload);
        }
    }

    private ComponentValue Make(int index, ComponentValue? payload) => form switch
    {
        ComponentValueKind.Option => payload is { } some ? ComponentValue.Some(some) : ComponentValue.None,
        ComponentValueKind.Result => index == 0 ? ComponentValue.Ok(payload) : ComponentValue.Error(payload),
        ComponentValueKind.Enum => ComponentValue.FromEnum(AggregateShape.LabelOf(index)),
        _ => ComponentValue.FromVariant(AggregateShape.LabelOf(index), payload),
    };
}

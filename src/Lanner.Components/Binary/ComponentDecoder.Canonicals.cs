using Lanner.Binary;
using Lanner.Components.Structure;

namespace Lanner.Components.Binary;

/// <content>Canonical definitions (Binary.md, "Canonical Definitions").</content>
internal sealed partial class ComponentDecoder
{
    private static Definition DecodeCanonical(ref ByteReader reader)
    {
        var offset = reader.Position;
        var number = reader.ReadByte();
        switch (number)
        {
            case 0x00:
                RequireFunctionSort(ref reader, "canonical function lift");
                return new LiftDefinition(offset, reader.ReadUnsigned32(), DecodeOptions(ref reader), reader.ReadUnsigned32());
            case 0x01:
                RequireFunctionSort(ref reader, "canonical function lower");
                return new LowerDefinition(offset, reader.ReadUnsigned32(), DecodeOptions(ref reader));
            default:
                return BuiltInTable.Find(number) is { } info
                    ? DecodeBuiltIn(ref reader, info, offset)
                    : throw ComponentBytes.InvalidByte(number, "canonical function", offset);
        }
    }

    private static void RequireFunctionSort(ref ByteReader reader, string what)
    {
        var sort = reader.ReadByte();
        if (sort != 0)
        {
            throw ComponentBytes.InvalidByte(sort, what, reader.Position - 1);
        }
    }

    private static BuiltInDefinition DecodeBuiltIn(ref ByteReader reader, BuiltInInfo info, int offset)
    {
        // The initialisers run in this order, which is that of the format.
        const BuiltInImmediates LateFlags = BuiltInImmediates.Async | BuiltInImmediates.Cancellable;
        var flag = info.Has(BuiltInImmediates.Shared) && ComponentBytes.ReadBoolean(ref reader);
        return new BuiltInDefinition(offset, info.BuiltIn)
        {
            Type = info.Has(BuiltInImmediates.Type) ? reader.ReadUnsigned32() : 0,
            CoreType = info.Has(BuiltInImmediates.CoreType) ? reader.ReadUnsigned32() : 0,
            Table = info.Has(BuiltInImmediates.Table) ? reader.ReadUnsigned32() : 0,
            Result = info.Has(BuiltInImmediates.Result) ? DecodeResult(ref reader) : null,
            ValueType = info.Has(BuiltInImmediates.Slot) ? reader.ReadByte() : (byte)0,
            Slot = info.Has(BuiltInImmediates.Slot) ? reader.ReadUnsigned32() : 0,
            Flag = flag || (info.Has(LateFlags) && ComponentBytes.ReadBoolean(ref reader)),
            Memory = info.Has(BuiltInImmediates.Memory) ? reader.ReadUnsigned32() : 0,
            Options = info.Has(BuiltInImmediates.Options) ? DecodeOptions(ref reader) : [],
        };
    }

    private static CanonicalOption[] DecodeOptions(ref ByteReader reader)
    {
        var options = new CanonicalOption[reader.ReadCount(1, ComponentLimits.Items, "canonical options")];
        foreach (ref var option in options.AsSpan())
        {
            var offset = reader.Position;
            var kind = reader.ReadByte();
            if (kind > (byte)CanonicalOptionKind.Callback)
            {
                throw ComponentBytes.InvalidByte(kind, "canonical option", offset);
            }

            var hasIndex = (CanonicalOptionKind)kind is CanonicalOptionKind.Memory or CanonicalOptionKind.Realloc
                or CanonicalOptionKind.PostReturn or CanonicalOptionKind.Callback;
            option = new CanonicalOption((CanonicalOptionKind)kind, hasIndex ? reader.ReadUnsigned32() : 0, offset);
        }

        return options;
    }
}

namespace Lanner.Components;

/// <summary>The core values that values of a type are passed as (Canonical ABI, "Flattening"). More than are ever passed so are not
/// listed.</summary>
internal sealed class FlatTypes
{
    /// <summary>More parameters than this are passed in memory.</summary>
    internal const int MaximumParameters = 16;

    /// <summary>More parameters than this of a function that is lowered asynchronously are passed in memory.</summary>
    internal const int MaximumAsyncParameters = 4;

    /// <summary>More results than this are passed in memory.</summary>
    internal const int MaximumResults = 1;

    private readonly List<WasmValueType> _types = [];

    private FlatTypes()
    {
    }

    /// <summary>The types, unless there are more than <see cref="MaximumParameters"/>: then so many and one more.</summary>
    internal IReadOnlyList<WasmValueType> Types => _types;

    internal int Count => _types.Count;

    private bool IsFull => _types.Count > MaximumParameters;

    /// <summary>The core values of a list of values, such as parameters.</summary>
    internal static FlatTypes Of(IEnumerable<ComponentValueType> types, WasmValueType pointer)
    {
        var flat = new FlatTypes();
        foreach (var type in types)
        {
            flat.Append(type.Flatten(pointer));
        }

        return flat;
    }

    /// <summary>The core values of a type; its parts know theirs.</summary>
    internal static FlatTypes Of(ComponentValueType type, WasmValueType pointer)
    {
        var flat = new FlatTypes();
        switch (type)
        {
            case PrimitiveType { Primitive: PrimitiveKind.String } or MapType or ListType { Length: null }:
                flat.Append(pointer);
                flat.Append(pointer);
                break;
            case PrimitiveType primitive:
                flat.Append(Of(primitive.Primitive));
                break;
            case ListType { Length: { } length } list:
                for (var index = 0u; index < length && !flat.IsFull; index++)
                {
                    flat.Append(list.Element.Flatten(pointer));
                }

                break;
            case RecordType record:
                return Of(record.Fields.Select(field => field.Type), pointer);
            case TupleType tuple:
                return Of(tuple.Types, pointer);
            case VariantType variant:
                flat.AppendCases(variant.Cases.Select(one => one.Type), pointer);
                break;
            case OptionType option:
                flat.AppendCases([option.Value], pointer);
                break;
            case ResultType result:
                flat.AppendCases([result.Ok, result.Error], pointer);
                break;
            default:
                flat.Append(WasmValueType.I32);
                break;
        }

        return flat;
    }

    private static WasmValueType Of(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.S64 or PrimitiveKind.U64 => WasmValueType.I64,
        PrimitiveKind.F32 => WasmValueType.F32,
        PrimitiveKind.F64 => WasmValueType.F64,
        _ => WasmValueType.I32,
    };

    private void Append(WasmValueType type)
    {
        if (!IsFull)
        {
            _types.Add(type);
        }
    }

    private void Append(FlatTypes types)
    {
        foreach (var type in types._types)
        {
            Append(type);
        }
    }

    /// <summary>Adds a discriminant, and values that hold the payload of each case.</summary>
    private void AppendCases(IEnumerable<ComponentValueType?> cases, WasmValueType pointer)
    {
        Append(WasmValueType.I32);
        foreach (var payload in cases)
        {
            var flat = payload?.Flatten(pointer)._types ?? [];
            for (var index = 0; index < flat.Count; index++)
            {
                if (index + 1 < _types.Count)
                {
                    _types[index + 1] = Join(_types[index + 1], flat[index]);
                }
                else
                {
                    Append(flat[index]);
                }
            }
        }
    }

    private static WasmValueType Join(WasmValueType one, WasmValueType other)
    {
        if (one == other)
        {
            return one;
        }

        var is32Bit = (one == WasmValueType.I32 && other == WasmValueType.F32) || (one == WasmValueType.F32 && other == WasmValueType.I32);
        return is32Bit ? WasmValueType.I32 : WasmValueType.I64;
    }
}

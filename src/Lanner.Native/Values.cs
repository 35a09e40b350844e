using System.Runtime.Intrinsics;

namespace Lanner.Native;

/// <summary>Values on their way between C and guests.</summary>
internal static unsafe class Values
{
    internal static ValueKind KindOf(WasmValueType type) => type.Kind switch
    {
        WasmValueKind.I32 => ValueKind.I32,
        WasmValueKind.I64 => ValueKind.I64,
        WasmValueKind.F32 => ValueKind.F32,
        WasmValueKind.F64 => ValueKind.F64,
        WasmValueKind.V128 => ValueKind.V128,
        _ => type.IsSubtypeOf(WasmValueType.FuncRef) ? ValueKind.FuncRef
            : type.IsSubtypeOf(WasmValueType.ExternRef) ? ValueKind.ExternRef
            : ValueKind.AnyRef,
    };

    /// <summary>The type of a kind.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static WasmValueType TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.I32 => WasmValueType.I32,
        ValueKind.I64 => WasmValueType.I64,
        ValueKind.F32 => WasmValueType.F32,
        ValueKind.F64 => WasmValueType.F64,
        ValueKind.V128 => WasmValueType.V128,
        ValueKind.ExternRef => WasmValueType.ExternRef,
        ValueKind.FuncRef => WasmValueType.FuncRef,
        ValueKind.AnyRef => WasmValueType.Reference(new HeapType(HeapTypeKind.Any), true),
        _ => throw new ArgumentException(
            $"There is no kind {(int)kind} of values; expected were 0 (i32) to 4 (v128), 128 (externref), 129 (funcref), 130 (anyref)."),
    };

    internal static bool IsReference(ValueKind kind) => kind >= ValueKind.ExternRef;

    /// <summary>Tests whether a value's kind goes with the kind that is wanted. Any kind of reference does with any other: there the type
    /// is looked at.</summary>
    internal static bool Fits(ValueKind actual, ValueKind wanted) => actual == wanted || (IsReference(actual) && IsReference(wanted));

    /// <summary>Reads a value.</summary>
    /// <exception cref="ArgumentException">It is not of the type, or one that this way cannot pass.</exception>
    internal static Value Read(WasmValue* value, WasmValueType type, string name)
    {
        var kind = KindOf(type);
        if (!Fits(value->Kind, kind))
        {
            throw WrongKind(name, value->Kind, kind);
        }

        return kind switch
        {
            ValueKind.I32 => value->Int32,
            ValueKind.I64 => value->Int64,
            ValueKind.F32 => Value.FromSingleBits((uint)value->Int32),
            ValueKind.F64 => Value.FromDoubleBits((ulong)value->Int64),
            ValueKind.V128 => throw new ArgumentException($"{name} is a vector, which wasm_val_t cannot hold; lanner_raw_t can."),
            _ => Value.FromReference(References.ToObject(value->Reference)),
        };
    }

    /// <summary>Writes a value, of which C then owns the reference.</summary>
    internal static void Write(WasmValue* output, in Value value, WasmValueType type, StoreState store)
    {
        *output = default;
        output->Kind = KindOf(type);
        switch (output->Kind)
        {
            case ValueKind.I32:
                output->Int32 = value.AsInt32();
                break;
            case ValueKind.I64:
                output->Int64 = value.AsInt64();
                break;
            case ValueKind.F32:
                output->Int32 = (int)value.AsSingleBits();
                break;
            case ValueKind.F64:
                output->Int64 = (long)value.AsDoubleBits();
                break;
            case ValueKind.V128:
                throw new ArgumentException("The value is a vector, which wasm_val_t cannot hold; lanner_raw_t can.");
            default:
                output->Reference = References.ToItem(value.AsReference(), store);
                break;
        }
    }

    internal static Value ReadRaw(RawValue* value, WasmValueType type) => KindOf(type) switch
    {
        ValueKind.I32 => (int)value->Low,
        ValueKind.I64 => value->Low,
        ValueKind.F32 => Value.FromSingleBits((uint)value->Low),
        ValueKind.F64 => Value.FromDoubleBits((ulong)value->Low),
        ValueKind.V128 => Vector128.Create(value->Low, value->High).AsByte(),
        _ => Value.FromReference(References.ToObject((Item*)value->Low)),
    };

    internal static void WriteRaw(RawValue* output, in Value value, WasmValueType type, StoreState store)
    {
        *output = default;
        switch (KindOf(type))
        {
            case ValueKind.I32:
                output->Low = value.AsUInt32();
                break;
            case ValueKind.I64:
                output->Low = value.AsInt64();
                break;
            case ValueKind.F32:
                output->Low = value.AsSingleBits();
                break;
            case ValueKind.F64:
                output->Low = (long)value.AsDoubleBits();
                break;
            case ValueKind.V128:
                var lanes = value.AsVector128().AsInt64();
                (output->Low, output->High) = (lanes[0], lanes[1]);
                break;
            default:
                output->Low = (nint)References.ToItem(value.AsReference(), store);
                break;
        }
    }

    internal static void Delete(WasmValue* value)
    {
        if (IsReference(value->Kind))
        {
            Item.Delete(value->Reference);
            value->Reference = null;
        }
    }

    internal static void Copy(WasmValue* output, WasmValue* value)
    {
        var copy = *value;
        if (IsReference(value->Kind) && value->Reference is not null)
        {
            copy.Reference = Item.Copy(value->Reference);
        }

        *output = copy;
    }

    internal static ArgumentException WrongKind(string name, ValueKind found, ValueKind expected) =>
        new($"{name} is of kind {Describe(found)}; {Describe(expected)} was expected.");

    private static string Describe(ValueKind kind) =>
        Enum.IsDefined(kind) ? kind.ToString().ToLowerInvariant() : ((int)kind).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

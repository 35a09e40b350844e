using System.Runtime.Intrinsics;

namespace Lanner.Runtime;

/// <summary>Fields and elements as values of the public API.</summary>
internal static class FieldValues
{
    /// <summary>Refuses a value that a field cannot hold, and a reference of another store.</summary>
    /// <param name="owner">The store of the object with the field.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="what">The name of the field in a message.</param>
    internal static void Check(StoreIdentity owner, FieldType field, Value value, string what)
    {
        if (!value.IsOf(field.Type))
        {
            throw new ArgumentException($"{what} takes a value of type {field.Type}, not {value}.", nameof(value));
        }

        Ownership.Require(owner, value.Reference, nameof(value));
    }

    /// <summary>Converts the content of a field of the CLR to a value for the host.</summary>
    internal static Value FromObject(StoreIdentity owner, FieldType field, object? content)
    {
        if (field.Type.IsReference)
        {
            Ownership.Note(owner, content);
        }

        return ToValue(field, content);
    }

    private static Value ToValue(FieldType field, object? content) => content switch
    {
        _ when field.Type.IsReference => Value.FromReference(content),
        byte number => (int)number,
        ushort number => (int)number,
        int number => number,
        long number => number,
        float number => number,
        double number => number,
        Vector128<byte> vector => vector,
        _ => throw new InvalidOperationException($"A field holds {content}."),
    };

    /// <summary>Converts a value to the content of a field of the CLR.</summary>
    internal static object? ToObject(FieldType field, Value value) => field.Packed switch
    {
        PackedKind.I8 => (byte)value.AsInt32(),
        PackedKind.I16 => (ushort)value.AsInt32(),
        _ => field.Type.Kind switch
        {
            WasmValueKind.I32 => value.AsInt32(),
            WasmValueKind.I64 => value.AsInt64(),
            WasmValueKind.F32 => value.AsSingle(),
            WasmValueKind.F64 => value.AsDouble(),
            WasmValueKind.V128 => value.AsVector128(),
            _ => value.AsReference(),
        },
    };

    /// <summary>An element of an array, for the host.</summary>
    internal static Value GetElement(StoreIdentity owner, FieldType element, object array, int index)
    {
        if (element.Type.IsReference)
        {
            Ownership.Note(owner, ArrayOperations.Elements<object?>(array)[index]);
        }

        return ElementAt(element, array, index);
    }

    private static Value ElementAt(FieldType element, object array, int index) => element.Packed switch
    {
        PackedKind.I8 => (int)ArrayOperations.Elements<byte>(array)[index],
        PackedKind.I16 => (int)ArrayOperations.Elements<ushort>(array)[index],
        _ => element.Type.Kind switch
        {
            WasmValueKind.I32 => ArrayOperations.Elements<int>(array)[index],
            WasmValueKind.I64 => ArrayOperations.Elements<long>(array)[index],
            WasmValueKind.F32 => ArrayOperations.Elements<float>(array)[index],
            WasmValueKind.F64 => ArrayOperations.Elements<double>(array)[index],
            WasmValueKind.V128 => ArrayOperations.Elements<Vector128<byte>>(array)[index],
            _ => Value.FromReference(ArrayOperations.Elements<object?>(array)[index]),
        },
    };

    /// <summary>Gives all elements of an array a value, in pieces between which the guest can be stopped.</summary>
    internal static void FillElements(InstanceState state, FieldType element, object array, Value value)
    {
        switch (element.Packed)
        {
            case PackedKind.I8:
                ArrayOperations.InitializeI8(array, value.AsInt32(), state);
                return;
            case PackedKind.I16:
                ArrayOperations.InitializeI16(array, value.AsInt32(), state);
                return;
        }

        switch (element.Type.Kind)
        {
            case WasmValueKind.I32:
                ArrayOperations.InitializeI32(array, value.AsInt32(), state);
                break;
            case WasmValueKind.I64:
                ArrayOperations.InitializeI64(array, value.AsInt64(), state);
                break;
            case WasmValueKind.F32:
                ArrayOperations.InitializeF32(array, value.AsSingle(), state);
                break;
            case WasmValueKind.F64:
                ArrayOperations.InitializeF64(array, value.AsDouble(), state);
                break;
            case WasmValueKind.V128:
                ArrayOperations.InitializeV128(array, value.AsVector128(), state);
                break;
            default:
                ArrayOperations.InitializeReference(array, value.AsReference(), state);
                break;
        }
    }

    internal static void SetElement(FieldType element, object array, int index, Value value)
    {
        switch (element.Packed)
        {
            case PackedKind.I8:
                ArrayOperations.Elements<byte>(array)[index] = (byte)value.AsInt32();
                return;
            case PackedKind.I16:
                ArrayOperations.Elements<ushort>(array)[index] = (ushort)value.AsInt32();
                return;
        }

        switch (element.Type.Kind)
        {
            case WasmValueKind.I32 or WasmValueKind.F32:
                ArrayOperations.Elements<uint>(array)[index] = (uint)value.Low;
                break;
            case WasmValueKind.I64 or WasmValueKind.F64:
                ArrayOperations.Elements<ulong>(array)[index] = value.Low;
                break;
            case WasmValueKind.V128:
                ArrayOperations.Elements<Vector128<byte>>(array)[index] = value.AsVector128();
                break;
            default:
                ArrayOperations.Elements<object?>(array)[index] = value.AsReference();
                break;
        }
    }
}

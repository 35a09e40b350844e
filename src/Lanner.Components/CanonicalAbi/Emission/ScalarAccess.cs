using Lanner.Compilation.Metadata;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>The form of a value that is one core value.</summary>
/// <param name="Kind">The kind of the core value.</param>
/// <param name="Size">The number of bytes in memory.</param>
/// <param name="IsSigned">True if a small integer is extended with its sign.</param>
internal readonly record struct Scalar(WasmValueKind Kind, int Size, bool IsSigned = false)
{
    internal static Scalar Unsigned(int size) => new(WasmValueKind.I32, size);

    internal static Scalar Pointer(bool is64) => is64 ? new(WasmValueKind.I64, 8) : new(WasmValueKind.I32, 4);

    internal static Scalar Of(ComponentValueKind kind) => kind switch
    {
        ComponentValueKind.S8 => new(WasmValueKind.I32, 1, IsSigned: true),
        ComponentValueKind.Bool or ComponentValueKind.U8 => new(WasmValueKind.I32, 1),
        ComponentValueKind.S16 => new(WasmValueKind.I32, 2, IsSigned: true),
        ComponentValueKind.U16 => new(WasmValueKind.I32, 2),
        ComponentValueKind.S64 or ComponentValueKind.U64 => new(WasmValueKind.I64, 8),
        ComponentValueKind.F32 => new(WasmValueKind.F32, 4),
        ComponentValueKind.F64 => new(WasmValueKind.F64, 8),
        _ => new(WasmValueKind.I32, 4),
    };
}

/// <summary>Emits what reads and writes values that are one core value. A variant's core values are joined: what is narrower is in the low
/// bits, and numbers are there by their bits (Canonical ABI, <c>CoerceValueIter</c>).</summary>
internal sealed class ScalarAccess(AdapterWriter writer)
{
    /// <summary>Pushes a value.</summary>
    internal void Load(in ValuePlace place, in Scalar scalar)
    {
        if (place.Slots is not { } slots)
        {
            LoadAddress(place);
            writer.Il.Emit(LoadOf(scalar));
            return;
        }

        var slot = slots[place.Position];
        if (slot.IsArgument)
        {
            writer.Il.EmitLoadArgument(slot.Index);
        }
        else
        {
            writer.Il.EmitLoadLocal(slot.Index);
        }

        Coerce(slot.Kind, scalar.Kind);
        if (scalar is { Kind: WasmValueKind.I32, Size: < 4 })
        {
            writer.Il.Emit((scalar.Size, scalar.IsSigned) switch
            {
                (1, true) => ILOpCode.Conv_i1,
                (1, false) => ILOpCode.Conv_u1,
                (_, true) => ILOpCode.Conv_i2,
                _ => ILOpCode.Conv_u2,
            });
        }
    }

    /// <summary>Comes before what pushes a value that is to be stored.</summary>
    internal void BeginStore(in ValuePlace place)
    {
        if (place.Slots is null)
        {
            LoadAddress(place);
        }
    }

    /// <summary>Stores the value that was pushed.</summary>
    internal void EndStore(in ValuePlace place, in Scalar scalar)
    {
        if (place.Slots is { } slots)
        {
            Coerce(scalar.Kind, slots[place.Position].Kind);
            writer.Il.EmitStoreLocal(slots[place.Position].Index);
        }
        else
        {
            writer.Il.Emit(StoreOf(scalar));
        }
    }

    /// <summary>Pushes the address of a place in memory.</summary>
    internal void LoadAddress(in ValuePlace place)
    {
        writer.Il.EmitLoadLocal(place.Pointer);
        if (place.Position != 0)
        {
            writer.Il.EmitConstant(place.Position);
            writer.Il.Emit(ILOpCode.Add);
        }
    }

    private void Coerce(WasmValueKind from, WasmValueKind to)
    {
        switch (from, to)
        {
            case (WasmValueKind.I32, WasmValueKind.F32):
                writer.Call(typeof(BitConverter), nameof(BitConverter.Int32BitsToSingle));
                break;
            case (WasmValueKind.F32, WasmValueKind.I32):
                writer.Call(typeof(BitConverter), nameof(BitConverter.SingleToInt32Bits));
                break;
            case (WasmValueKind.I64, WasmValueKind.I32):
                writer.Il.Emit(ILOpCode.Conv_i4);
                break;
            case (WasmValueKind.I32, WasmValueKind.I64):
                writer.Il.Emit(ILOpCode.Conv_u8);
                break;
            case (WasmValueKind.I64, WasmValueKind.F64):
                writer.Call(typeof(BitConverter), nameof(BitConverter.Int64BitsToDouble));
                break;
            case (WasmValueKind.F64, WasmValueKind.I64):
                writer.Call(typeof(BitConverter), nameof(BitConverter.DoubleToInt64Bits));
                break;
            case (WasmValueKind.I64, WasmValueKind.F32):
                Coerce(WasmValueKind.I64, WasmValueKind.I32);
                Coerce(WasmValueKind.I32, WasmValueKind.F32);
                break;
            case (WasmValueKind.F32, WasmValueKind.I64):
                Coerce(WasmValueKind.F32, WasmValueKind.I32);
                Coerce(WasmValueKind.I32, WasmValueKind.I64);
                break;
        }
    }

    private static ILOpCode LoadOf(in Scalar scalar) => (scalar.Kind, scalar.Size, scalar.IsSigned) switch
    {
        (WasmValueKind.F32, _, _) => ILOpCode.Ldind_r4,
        (WasmValueKind.F64, _, _) => ILOpCode.Ldind_r8,
        (WasmValueKind.I64, _, _) => ILOpCode.Ldind_i8,
        (_, 1, true) => ILOpCode.Ldind_i1,
        (_, 1, false) => ILOpCode.Ldind_u1,
        (_, 2, true) => ILOpCode.Ldind_i2,
        (_, 2, false) => ILOpCode.Ldind_u2,
        _ => ILOpCode.Ldind_i4,
    };

    private static ILOpCode StoreOf(in Scalar scalar) => (scalar.Kind, scalar.Size) switch
    {
        (WasmValueKind.F32, _) => ILOpCode.Stind_r4,
        (WasmValueKind.F64, _) => ILOpCode.Stind_r8,
        (WasmValueKind.I64, _) => ILOpCode.Stind_i8,
        (_, 1) => ILOpCode.Stind_i1,
        (_, 2) => ILOpCode.Stind_i2,
        _ => ILOpCode.Stind_i4,
    };
}
